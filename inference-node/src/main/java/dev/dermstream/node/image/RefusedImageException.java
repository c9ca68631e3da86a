package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;

/** Ends the decoding of bytes that give no picture; {@link ImageDecoder} turns it into a value. */
final class RefusedImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  RefusedImageException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  RefusedImageException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  static RefusedImageException truncated(ImageFormat format) {
    return new RefusedImageException(
        ErrorCode.TRUNCATED_IMAGE, "The " + format + " ends before its last pixel.");
  }

  static RefusedImageException corrupt(String sentence) {
    return new RefusedImageException(ErrorCode.CORRUPT_IMAGE, sentence);
  }

  static RefusedImageException unsupported(String sentence) {
    return new RefusedImageException(ErrorCode.UNSUPPORTED_MEDIA, sentence);
  }

  DecodeOutcome.Refused toRefusal() {
    return new DecodeOutcome.Refused(code, String.valueOf(getMessage()));
  }
}
