/**
 * What may leave a hospital. A whole DICOM file enters; a file that says nothing of a patient
 * leaves: one picture and nothing else for a model to look at, or one that is fit to be kept for
 * training (PS3.15 annex E). Both are made from what is known to be harmless, never by leaving out
 * what is known to harm.
 */
@NullMarked
package dev.dermstream.dicom.privacy;

import org.jspecify.annotations.NullMarked;
