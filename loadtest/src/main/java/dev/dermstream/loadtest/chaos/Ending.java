package dev.dermstream.loadtest.chaos;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Report;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;

/** How one attempt at a request ended, as the client saw it. */
sealed interface Ending {
  /** A report came. */
  record Answered(Report report) implements Ending {}

  /** The server said no, in its own words. */
  record Refused(String code, boolean retryable) implements Ending {}

  /** The connection went, and the server said nothing of this attempt. */
  record Broken(String why) implements Ending {}

  /** Nothing came until the deadline. */
  record Silent() implements Ending {}

  static Ending of(Error error) {
    return new Refused(error.getCode(), error.getRetryable());
  }

  static Ending of(Throwable failure) {
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details != null) {
      for (Any detail : details.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return refused(detail);
        }
      }
    }
    Status status = Status.fromThrowable(failure);
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> new Silent();
      case UNAVAILABLE -> new Broken(String.valueOf(status.getDescription()));
      default -> new Refused(status.toString(), false);
    };
  }

  private static Ending refused(Any detail) {
    try {
      ErrorInfo info = detail.unpack(ErrorInfo.class);
      return new Refused(
          info.getReason(), Boolean.parseBoolean(info.getMetadataOrDefault("retryable", "")));
    } catch (InvalidProtocolBufferException e) {
      return new Refused("unreadable ErrorInfo: " + e.getMessage(), false);
    }
  }
}
