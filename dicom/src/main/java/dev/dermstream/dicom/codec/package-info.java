/**
 * Codecs that are libraries of the system, each call in a process that can be killed. A compressed
 * stream enters with the shape that its picture must have; samples leave, or an outcome that says
 * why not. Knows nothing of DICOM: the process is started with this package and the JDK alone.
 */
@NullMarked
package dev.dermstream.dicom.codec;

import org.jspecify.annotations.NullMarked;
