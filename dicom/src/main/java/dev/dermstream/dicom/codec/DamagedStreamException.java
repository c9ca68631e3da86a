package dev.dermstream.dicom.codec;

/** The stream cannot be decoded whole; the message quotes nothing of it. */
final class DamagedStreamException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedStreamException(String reason) {
    super(reason);
  }
}
