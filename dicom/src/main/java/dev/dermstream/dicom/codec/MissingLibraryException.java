package dev.dermstream.dicom.codec;

/** The system lacks a codec's library, or has one too old. */
final class MissingLibraryException extends Exception {
  private static final long serialVersionUID = 1L;

  MissingLibraryException(String reason) {
    super(reason);
  }
}
