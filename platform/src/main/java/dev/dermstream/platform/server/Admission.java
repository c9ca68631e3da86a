package dev.dermstream.platform.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first step of an internal call: its request is taken, or refused with the reason. */
public final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final int LONGEST_REQUEST_ID = 200;

  private Admission() {}

  /**
   * Checks the request id, then takes the request; what that throws is the call's answer.
   *
   * @param take checks the rest and hands the request on; a {@link ServiceException} refuses it
   */
  public static void admit(String requestId, StreamObserver<?> response, Runnable take) {
    if (!isPlain(requestId)) {
      refuse(
          new ServiceException(
              ErrorCode.INVALID_INPUT,
              "request_id must be at most %d printable ASCII characters."
                  .formatted(LONGEST_REQUEST_ID)),
          "",
          response);
      return;
    }
    try {
      take.run();
    } catch (ServiceException e) {
      refuse(e, requestId, response);
    } catch (RuntimeException e) {
      log.error("Request {} failed before its work began", requestId, e);
      refuse(e, requestId, response);
    }
  }

  private static void refuse(RuntimeException why, String requestId, StreamObserver<?> response) {
    response.onError(StatusMapping.toException(StatusMapping.toError(why, requestId)));
  }

  /** The id goes into trailers and logs: short, and nothing there but printable ASCII. */
  private static boolean isPlain(String id) {
    return id.length() <= LONGEST_REQUEST_ID && id.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
