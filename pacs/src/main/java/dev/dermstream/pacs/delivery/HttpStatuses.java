package dev.dermstream.pacs.delivery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What statuses of HTTP mean for a parcel. */
final class HttpStatuses {
  private static final int SUCCESS = 2;
  private static final int CLASS = 100;
  private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

  /**
   * Those that say that this parcel will never do. Others, 401 and 404 among them, may mean that an
   * address or a token is wrong here, which somebody can mend before the parcel is sent again.
   */
  private static final Set<Integer> FOR_GOOD = Set.of(400, 406, 409, 410, 412, 413, 415, 422);

  private HttpStatuses() {}

  static boolean isSuccess(int status) {
    return status / CLASS == SUCCESS;
  }

  /** The outcome by a status alone. */
  static Outcome outcome(HttpResponse<?> answer) {
    int status = answer.statusCode();
    if (isSuccess(status)) {
      return new Outcome.Accepted();
    }
    String reason = "HTTP status " + status;
    return FOR_GOOD.contains(status)
        ? new Outcome.Refused(status, reason)
        : new Outcome.Unreachable(reason, notBefore(answer));
  }

  /** The outcome without any answer. */
  static Outcome outcome(IOException failure) {
    return new Outcome.Unreachable("no answer: " + failure.getClass().getSimpleName());
  }

  /** Retry-After in seconds (RFC 9110 10.2.3); a date is not read. */
  private static Optional<Duration> notBefore(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(value -> Duration.ofSeconds(Math.min(Long.parseLong(value), MOST_SECONDS)));
  }
}
