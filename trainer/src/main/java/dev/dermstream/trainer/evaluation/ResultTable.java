package dev.dermstream.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables of figures: CSV for files, aligned lines for the terminal. */
public final class ResultTable {
  private final StringBuilder csv = new StringBuilder();

  /** A table whose first line names the columns. */
  public ResultTable(String... columns) {
    csv.append(String.join(",", columns)).append('\n');
  }

  /** Adds a row of whole numbers, then figures; one that is undefined is an empty cell. */
  public void add(List<Long> counts, List<Double> figures) {
    List<String> cells = new ArrayList<>();
    counts.forEach(count -> cells.add(count.toString()));
    figures.forEach(figure -> cells.add(figure.isNaN() ? "" : figure.toString()));
    csv.append(String.join(",", cells)).append('\n');
  }

  /** The text of a CSV file, in which nothing needs quotes. */
  public String csv() {
    return csv.toString();
  }

  /** Figures with their intervals for a person, one a line. */
  public static String lines(Map<String, Double> figures, Map<String, Interval> intervals) {
    return figures.entrySet().stream()
        .map(figure -> line(figure.getKey(), figure.getValue(), intervals.get(figure.getKey())))
        .collect(Collectors.joining("\n"));
  }

  private static String line(String name, double figure, @Nullable Interval interval) {
    if (Double.isNaN(figure)) {
      return String.format(Locale.ROOT, "%-26s undefined", name);
    }
    if (interval == null || Double.isNaN(interval.low())) {
      return String.format(Locale.ROOT, "%-26s %.4f", name, figure);
    }
    return String.format(
        Locale.ROOT, "%-26s %.4f  [%.4f, %.4f]", name, figure, interval.low(), interval.high());
  }
}
