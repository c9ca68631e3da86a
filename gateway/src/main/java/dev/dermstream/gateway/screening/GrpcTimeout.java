package dev.dermstream.gateway.screening;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code grpc-timeout} header (gRPC over HTTP/2, "Timeout"). Read here because the server of
 * Vert.x takes a timeout below one millisecond, or a malformed one, for none at all.
 */
public final class GrpcTimeout {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /** Empty if there is no header or it is malformed. */
  public static Optional<Duration> parse(@Nullable String header) {
    Matcher matcher = FORM.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "H" -> ChronoUnit.HOURS;
      case "M" -> ChronoUnit.MINUTES;
      case "S" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MILLIS;
      case "u" -> ChronoUnit.MICROS;
      default -> ChronoUnit.NANOS;
    };
  }
}
