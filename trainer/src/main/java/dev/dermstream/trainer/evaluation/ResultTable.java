package dev.dermstream.trainer.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/** Tables of figures: CSV for files, aligned lines for the terminal. */
public final class ResultTable {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private final StringBuilder csv = new StringBuilder();

  /** A table whose first line names the columns. */
  public ResultTable(List<?> columns) {
    add(columns);
  }

  /** Adds a row of texts and numbers; a figure that is undefined is an empty cell. */
  public void add(List<?> row) {
    csv.append(
            FORMAT.format(
                row.stream()
                    .map(cell -> Double.valueOf(Double.NaN).equals(cell) ? "" : cell)
                    .toArray()))
        .append('\n');
  }

  /** The text of a CSV file (RFC 4180, lines ended by a line feed). */
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
