package dev.dermstream.trainer.report;

import dev.dermstream.trainer.evaluation.Interval;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure of an evaluation.
 *
 * @param value finite
 * @param interval of 95%, where one is known
 */
public record Measure(double value, Optional<Interval> interval) {
  /**
   * The figure for a person, with its interval in brackets.
   *
   * @param decimals behind the point
   * @param scale what it is multiplied by, for example 100 for per cent
   */
  public String text(int decimals, double scale) {
    String form = "%." + decimals + "f";
    String figure = String.format(Locale.ROOT, form, value * scale);
    return interval
        .map(ends ->
            figure
                + String.format(
                    Locale.ROOT,
                    " [" + form + ", " + form + "]",
                    ends.low() * scale,
                    ends.high() * scale))
        .orElse(figure);
  }
}
