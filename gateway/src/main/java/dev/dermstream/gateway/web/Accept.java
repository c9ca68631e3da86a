package dev.dermstream.gateway.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the form of an answer by the {@code Accept} field (RFC 9110, section 12.5.1). */
final class Accept {
  private Accept() {}

  /**
   * @param header what the caller takes; null: anything
   * @param offers media types, the first is given where the caller has no wish
   * @return empty if the caller takes none of them
   */
  static Optional<String> choose(@Nullable String header, List<String> offers) {
    if (header == null || header.isBlank()) {
      return Optional.of(offers.getFirst());
    }
    String best = null;
    double bestQuality = 0;
    for (String offer : offers) {
      double quality = quality(offer, header);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /** That of the most specific range that holds the offer. */
  private static double quality(String offer, String header) {
    double quality = 0;
    int specific = 0;
    for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      int match = match(offer, parts[0].strip());
      if (match > specific) {
        specific = match;
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static int match(String offer, String range) {
    if (range.equals(offer)) {
      return 3;
    }
    if (range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1))) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return parameter.matches("q=[01](\\.[0-9]{0,3})?")
            ? Double.parseDouble(parameter.substring(2))
            : 0;
      }
    }
    return 1;
  }
}
