package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told of a failure, and what the log is. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * @param id of the session or the request, by which the log is searched
   */
  static StatusRuntimeException status(Exception failure, String id) {
    return switch (failure) {
      case ServiceException told -> StatusMapping.toException(StatusMapping.toError(told, id));
      case IOException disk -> {
        log.warn("The edge's log could not serve {}", id, disk);
        yield StatusMapping.toException(
            StatusMapping.error(
                ErrorCode.NOT_READY,
                "The edge cannot write or read its log now; what has no receipt is to be sent"
                    + " again later.",
                id));
      }
      default -> {
        log.error("{} failed", id, failure);
        yield StatusMapping.toException(StatusMapping.toError(failure, id));
      }
    };
  }
}
