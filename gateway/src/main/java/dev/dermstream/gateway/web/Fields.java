package dev.dermstream.gateway.web;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RegionOfInterest;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands beside an image: parameters of the address and text fields of a form. Each may stand
 * once and must be known, since one that was misspelt and left aside would change the answer.
 */
final class Fields {
  static final String DEADLINE = "deadline";
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MAX_NAME = 40;
  private static final int MAX_DIGITS = 20;

  private final Set<String> known;
  private final Map<String, String> values = new HashMap<>();

  private Fields(Set<String> known) {
    this.known = known;
  }

  /**
   * Those of the address.
   *
   * @param known all that may stand there or in a form; {@code deadline} may stand in the address
   *     in any case
   * @throws ServiceException INVALID_INPUT naming what is unknown, doubled or unreadable
   */
  static Fields ofAddress(HttpServerRequest request, Set<String> known) {
    Fields fields = new Fields(known);
    try {
      for (Map.Entry<String, String> parameter : request.params()) {
        fields.put(parameter.getKey(), parameter.getValue(), true);
      }
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The parameters of the address cannot be decoded.", e);
    }
    return fields;
  }

  /** Adds one of a form. */
  void add(String name, String value) {
    put(name, value, false);
  }

  private void put(String name, String value, boolean inAddress) {
    if (!known.contains(name) && !(inAddress && name.equals(DEADLINE))) {
      throw invalid("%s is no field of this request.".formatted(shown(name)));
    }
    if (values.putIfAbsent(name, value) != null) {
      throw invalid("%s is given twice.".formatted(name));
    }
  }

  /** True if the address says more than a deadline. */
  boolean describesWork() {
    return values.keySet().stream().anyMatch(name -> !name.equals(DEADLINE));
  }

  Optional<Duration> deadline() {
    return Optional.ofNullable(values.get(DEADLINE)).map(Fields::duration);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** {@code en}, {@code ko}, or the name in the contract. */
  Language language() {
    return constant(
        "language",
        Language.LANGUAGE_UNSPECIFIED,
        text ->
            switch (text) {
              case "EN" -> Language.LANGUAGE_ENGLISH;
              case "KO" -> Language.LANGUAGE_KOREAN;
              default -> Language.valueOf(text);
            });
  }

  /** {@code stat}, {@code routine}, {@code batch}, or the name in the contract. */
  Lane lane() {
    return constant(
        "lane",
        Lane.LANE_UNSPECIFIED,
        text -> Lane.valueOf(text.startsWith("LANE_") ? text : "LANE_" + text));
  }

  /** {@code on}, {@code off}, or the name in the contract. */
  RegionOfInterest regionOfInterest() {
    return constant(
        "region_of_interest",
        RegionOfInterest.REGION_OF_INTEREST_UNSPECIFIED,
        text ->
            switch (text) {
              case "ON" -> RegionOfInterest.REGION_OF_INTEREST_ON;
              case "OFF" -> RegionOfInterest.REGION_OF_INTEREST_OFF;
              default -> RegionOfInterest.valueOf(text);
            });
  }

  /** {@code true} or {@code false}; false if the field is absent. */
  boolean flag(String name) {
    return constant(
        name,
        false,
        text ->
            switch (text) {
              case "TRUE" -> true;
              case "FALSE" -> false;
              default -> throw new IllegalArgumentException("Neither true nor false");
            });
  }

  /** Empty if the field is absent. */
  Optional<BigDecimal> number(String name) {
    String value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      if (value.length() <= MAX_NAME) {
        return Optional.of(new BigDecimal(value));
      }
    } catch (NumberFormatException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "%s must be a number.".formatted(name), e);
    }
    throw invalid("%s must be a number.".formatted(name));
  }

  /** Empty if the field is absent. */
  Optional<Long> wholeNumber(String name, long most) {
    return number(name).map(number -> whole(name, number, most));
  }

  /** True if one of them is there. */
  boolean hasAny(Set<String> names) {
    return names.stream().anyMatch(values::containsKey);
  }

  private static long whole(String name, BigDecimal number, long most) {
    try {
      // Scale first: 1e999999 must not become a number of a million digits.
      if (number.precision() - number.scale() <= MAX_DIGITS) {
        long whole = number.longValueExact();
        if (whole >= 0 && whole <= most) {
          return whole;
        }
      }
    } catch (ArithmeticException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "%s must be a whole number.".formatted(name), e);
    }
    throw invalid("%s must be a whole number from 0 to %d.".formatted(name, most));
  }

  private <E> E constant(String name, E absent, Function<String, E> reading) {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    try {
      return reading.apply(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "%s is none that is known.".formatted(name), e);
    }
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          };
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw invalid("deadline must be a time such as 800ms, 5s or 2m, at most 1 h.");
  }

  /** A caller's text comes back to it in part, and only as plain characters. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    return plain.length() <= MAX_NAME ? plain : plain.substring(0, MAX_NAME) + "...";
  }

  private static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
