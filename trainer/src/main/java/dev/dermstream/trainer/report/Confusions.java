package dev.dermstream.trainer.report;

import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The pairs of classes that were taken for one another most often, as rows of a table. */
final class Confusions {
  private static final int SHOWN = 10;

  private Confusions() {}

  private record Pair(int trueClass, int predicted, long count) {}

  static List<List<String>> rows(ClassificationCharts charts) {
    long[][] counts = charts.confusion();
    List<Pair> pairs = new ArrayList<>();
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        if (row != column && counts[row][column] > 0) {
          pairs.add(new Pair(row, column, counts[row][column]));
        }
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::count).reversed());
    List<ClassificationCharts.ClassRow> classes = charts.rows();
    return pairs.stream()
        .limit(SHOWN)
        .map(pair -> {
          ClassificationCharts.ClassRow named = classes.get(pair.trueClass);
          return List.of(
              named.name(),
              classes.get(pair.predicted).name(),
              Long.toString(pair.count),
              String.format(Locale.ROOT, "%.1f%%", 100.0 * pair.count / named.support()));
        })
        .toList();
  }
}
