package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.v1.AbstentionReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and names as the pages write them: the same on every machine. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int LONGEST = 240;

  private Words() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** "1 image", "2,000 images". */
  static String count(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }

  /** A percentage of a score; a dash for what is no number. */
  static String percent(double percent) {
    return Double.isNaN(percent) ? "–" : String.format(Locale.ROOT, "%.1f%%", percent);
  }

  /** A part of a whole, in percent; small ones with two places. */
  static String share(long part, long whole) {
    return whole == 0 ? "–" : share((double) part / whole);
  }

  static String share(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent > 0 && percent < 1 ? "%.2f%%" : "%.1f%%", percent);
  }

  static String number(double number, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", number);
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static String duration(Duration time) {
    if (time.toSeconds() < 60) {
      return number(time.toMillis() / 1000.0, 1) + " s";
    }
    return time.toHours() == 0
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
  }

  /**
   * A name or text from outside: without characters that control, that turn the direction of what
   * stands around them, or that are half of one; the middle of a very long one is left out.
   */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.appendCodePoint(harmless(c) ? c : 0xFFFD));
    int half = LONGEST / 2;
    if (shown.length() <= LONGEST) {
      return shown.toString();
    }
    int from = shown.offsetByCodePoints(0, Math.min(half, shown.codePointCount(0, shown.length())));
    int to = shown.offsetByCodePoints(shown.length(), -half + 1);
    return from >= to ? shown.toString() : shown.substring(0, from) + "…" + shown.substring(to);
  }

  private static boolean harmless(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.UNASSIGNED
        && !turning(c);
  }

  private static boolean turning(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
  }

  static String outcome(ImageOutcome outcome) {
    return words(outcome.name(), "IMAGE_OUTCOME_");
  }

  static String state(JobState state) {
    return words(state.name(), "JOB_STATE_");
  }

  static String reason(AbstentionReason reason) {
    return words(reason.name(), "ABSTENTION_REASON_");
  }

  private static String words(String constant, String prefix) {
    return constant.replaceFirst("^" + prefix, "").replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
