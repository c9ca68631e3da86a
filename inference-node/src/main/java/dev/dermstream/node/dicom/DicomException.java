package dev.dermstream.node.dicom;

import dev.dermstream.error.ErrorCode;

/** A DICOM file that cannot be read. The message is safe to send: it holds no value of the file. */
public final class DicomException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  DicomException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** The message, never null here. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
