/**
 * DICOM Part 10 files (PS3.10) as far as one picture needs them. A stream of bytes enters; the
 * attributes of its picture and the bytes of one frame leave, or a {@link
 * dev.dermstream.dicom.file.DicomException} that names tag and offset and quotes nothing of the
 * file. Memory is bounded by one frame and {@link dev.dermstream.dicom.file.DicomLimits}, whatever
 * the bytes say.
 *
 * <p>The way back: attributes enter a {@link dev.dermstream.dicom.file.WritableDataSet}, a data set
 * or a file leaves.
 */
@NullMarked
package dev.dermstream.dicom.file;

import org.jspecify.annotations.NullMarked;
