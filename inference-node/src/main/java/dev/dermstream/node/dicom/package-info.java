/**
 * DICOM Part 10 as far as one picture needs it. The bytes of a file enter; the attributes of its
 * picture and the place of its pixel data leave, or a {@link
 * dev.dermstream.node.dicom.DicomException} that says what is wrong without quoting the file.
 */
@NullMarked
package dev.dermstream.node.dicom;

import org.jspecify.annotations.NullMarked;
