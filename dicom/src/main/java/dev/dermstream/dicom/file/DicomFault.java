package dev.dermstream.dicom.file;

import dev.dermstream.error.ErrorCode;

/** What is wrong with a DICOM file, finer than the {@link ErrorCode} that a caller is told. */
public enum DicomFault {
  /** The file meta information names no transfer syntax. */
  NO_TRANSFER_SYNTAX(ErrorCode.CORRUPT_IMAGE),
  /** A transfer syntax that is not read here, or whose codec the system lacks. */
  UNSUPPORTED_TRANSFER_SYNTAX(ErrorCode.UNSUPPORTED_MEDIA),
  /** Whole, but with pixels of a kind that is not read. */
  UNSUPPORTED_PIXELS(ErrorCode.UNSUPPORTED_MEDIA),
  /** The file ends before what it announces. */
  TRUNCATED(ErrorCode.TRUNCATED_IMAGE),
  /** Elements that contradict PS3.5, or attributes that are missing or malformed. */
  STRUCTURE_CORRUPT(ErrorCode.CORRUPT_IMAGE),
  /** Pixel data that cannot be decoded or contradicts the attributes. */
  PIXELS_CORRUPT(ErrorCode.CORRUPT_IMAGE),
  /** An object without pixels, for example a report. */
  NO_IMAGE(ErrorCode.NO_PIXELS),
  /** Over one of the {@link DicomLimits}. */
  TOO_LARGE(ErrorCode.IMAGE_TOO_LARGE);

  private final ErrorCode code;

  DicomFault(ErrorCode code) {
    this.code = code;
  }

  /** The code that travels on the wire. */
  public ErrorCode code() {
    return code;
  }
}
