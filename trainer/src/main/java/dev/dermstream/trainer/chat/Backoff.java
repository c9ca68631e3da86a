package dev.dermstream.trainer.chat;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: twice as long each time, up to a minute, the second half
 * of it drawn, so that requests that failed together do not come back together; or as long as the
 * endpoint says in {@code Retry-After} (RFC 9110, section 10.2.3), if that is longer.
 */
final class Backoff {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 20;

  private final Duration first;
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param first the longest wait before the second attempt
   * @param random thread-safe
   */
  Backoff(Duration first, RandomGenerator random, InstantSource clock) {
    this.first = first;
    this.random = random;
    this.clock = clock;
  }

  /**
   * The wait after a failed attempt.
   *
   * @param attempt that failed, 1 or more
   */
  Duration after(int attempt, Optional<Duration> asked) {
    Duration doubled = first.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    long most = Math.min(doubled.toNanos(), LONGEST.toNanos());
    Duration drawn = Duration.ofNanos(most - (long) (random.nextDouble() * most / 2));
    return asked.filter(wait -> wait.compareTo(drawn) > 0).orElse(drawn);
  }

  /** What {@code Retry-After} asks for, at most ten minutes; empty if it is not there. */
  Optional<Duration> asked(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .flatMap(this::parsed)
        .map(wait -> wait.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : wait)
        .filter(Duration::isPositive);
  }

  private Optional<Duration> parsed(String value) {
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), until));
    } catch (DateTimeException e) {
      // Neither form: our own waits do.
      return Optional.empty();
    }
  }
}
