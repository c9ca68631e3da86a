package dev.dermstream.batch.archive;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says of a failure of a bucket what it means for the archive. */
final class S3Faults {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private S3Faults() {}

  /**
   * What an archive throws.
   *
   * @param what failed: the location, or "the object"; never its key
   */
  static ArchiveException of(String what, SdkException failure) throws InterruptedException {
    if (failure instanceof AbortedException) {
      Thread.interrupted();
      throw new InterruptedException();
    }
    if (failure instanceof AwsServiceException refusal) {
      ArchiveFault fault = ofStatus(refusal);
      String code =
          refusal.awsErrorDetails() == null ? "" : " " + refusal.awsErrorDetails().errorCode();
      return new ArchiveException(
          fault,
          "%s: %s (%d%s)".formatted(what, sentence(fault), refusal.statusCode(), code),
          failure);
    }
    // The SDK has no type of its own for this.
    ArchiveFault fault =
        String.valueOf(failure.getMessage()).startsWith("Unable to load credentials")
            ? ArchiveFault.DENIED
            : ArchiveFault.UNAVAILABLE;
    return new ArchiveException(fault, what + ": " + sentence(fault), failure);
  }

  private static ArchiveFault ofStatus(AwsServiceException refusal) {
    return switch (refusal.statusCode()) {
      case UNAUTHORIZED, FORBIDDEN -> ArchiveFault.DENIED;
      case NOT_FOUND -> ArchiveFault.MISSING;
      case PRECONDITION_FAILED -> ArchiveFault.CHANGED;
      case TOO_MANY_REQUESTS, UNAVAILABLE -> ArchiveFault.THROTTLED;
      default -> {
        if (refusal.isThrottlingException()) {
          yield ArchiveFault.THROTTLED;
        }
        yield refusal.statusCode() >= SERVER_ERROR ? ArchiveFault.UNAVAILABLE : ArchiveFault.BROKEN;
      }
    };
  }

  private static String sentence(ArchiveFault fault) {
    return switch (fault) {
      case MISSING -> "there is no such bucket or object";
      case DENIED -> "the bucket refuses; give the worker credentials that may list and read it";
      case CHANGED -> "is another one than was listed";
      case THROTTLED -> "the service asks to be asked less";
      case UNAVAILABLE -> "the service cannot be reached or failed";
      case BROKEN -> "the service does not take the request; check endpoint, region and path-style";
      case TOO_LARGE -> "has more bytes than an image may have";
    };
  }
}
