/**
 * From the bytes of a DICOM frame to a picture. A described frame enters; an 8-bit RGB picture in
 * its true colours leaves, or a {@link dev.dermstream.dicom.file.DicomException}. Nothing is filled
 * in: pixel data that ends early, leaves bytes over or contradicts its attributes is an error.
 */
@NullMarked
package dev.dermstream.dicom.pixels;

import org.jspecify.annotations.NullMarked;
