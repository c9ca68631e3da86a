package dev.dermstream.loadtest.gatling;

import dev.dermstream.loadtest.gatling.served.Access;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of parameters; what is not given is the simulation's own. */
final class Parameters {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final int MOST_USERS = 100_000;
  private static final double MOST_RATE = 1_000_000;

  private final Map<Parameter, String> given;

  private Parameters(Map<Parameter, String> given) {
    this.given = Map.copyOf(given);
  }

  /** Those among the properties; empty ones are not given. */
  static Parameters of(Properties properties) {
    Map<Parameter, String> given = new HashMap<>();
    for (Parameter parameter : Parameter.values()) {
      String value = properties.getProperty(parameter.key());
      if (value != null && !value.isBlank()) {
        given.put(parameter, value.strip());
      }
    }
    return new Parameters(given);
  }

  boolean has(Parameter parameter) {
    return given.containsKey(parameter);
  }

  String text(Parameter parameter, String otherwise) {
    return given.getOrDefault(parameter, otherwise);
  }

  Optional<Path> path(Parameter parameter) {
    return Optional.ofNullable(given.get(parameter)).map(Path::of).map(Path::toAbsolutePath);
  }

  double number(Parameter parameter, double otherwise, double least, double most) {
    @Nullable String value = given.get(parameter);
    if (value == null) {
      return otherwise;
    }
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw wrong(parameter, "a number", value);
    }
    if (!(number >= least && number <= most)) {
      throw wrong(parameter, "%s to %s".formatted(plain(least), plain(most)), value);
    }
    return number;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  int whole(Parameter parameter, int otherwise, int least, int most) {
    double number = number(parameter, otherwise, least, most);
    if (number != Math.rint(number)) {
      throw wrong(parameter, "a whole number", String.valueOf(number));
    }
    return (int) number;
  }

  double rate(double otherwise) {
    return number(Parameter.RATE, otherwise, 0.01, MOST_RATE);
  }

  int users(int otherwise) {
    return whole(Parameter.USERS, otherwise, 1, MOST_USERS);
  }

  long seed() {
    @Nullable String value = given.get(Parameter.SEED);
    try {
      return value == null ? 1 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw wrong(Parameter.SEED, "a whole number", String.valueOf(value));
    }
  }

  /** A number and its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 4h}. */
  Duration duration(Parameter parameter, Duration otherwise) {
    @Nullable String value = given.get(parameter);
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw wrong(parameter, "a duration such as 500ms, 30s, 5m or 4h", value);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  Access access() {
    return new Access(
        Boolean.parseBoolean(text(Parameter.TLS, "false"))
            || has(Parameter.AUTHORITIES)
            || has(Parameter.CERTIFICATE),
        path(Parameter.AUTHORITIES),
        path(Parameter.CERTIFICATE),
        path(Parameter.KEY),
        path(Parameter.TOKEN_FILE));
  }

  /** What was given, for the results; nothing secret is. */
  String described() {
    List<String> words = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      if (has(parameter) && parameter != Parameter.SIMULATION && parameter != Parameter.RESULTS) {
        words.add(parameter.key() + "=" + given.get(parameter));
      }
    }
    return String.join(" ", words);
  }

  private static IllegalArgumentException wrong(Parameter parameter, String right, String value) {
    return new IllegalArgumentException(
        "%s must be %s, not %s".formatted(parameter.key(), right, value));
  }
}
