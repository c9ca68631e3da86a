package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Everything that the comparison of two jobs counts. */
final class ComparisonTally implements Join.Listener {
  static final int LISTED = 1_000;

  /** From one answer to another, or to the same. */
  record Way(String from, String to) {
    boolean isSame() {
      return from.equals(to);
    }
  }

  private final JobTally before = new JobTally();
  private final JobTally after = new JobTally();
  private final Map<Way, Long> ways = new HashMap<>();
  private final Extremes<Change> largest = new Extremes<>(LISTED, Change.LARGEST_FIRST);

  /** An odd number of bins: the middle one holds what has not changed. */
  private final List<Histogram> differences =
      DoubleStream.of(0.1, 1, 5, 20, 100).mapToObj(end -> new Histogram(21, -end, end)).toList();

  private long same;
  private long changedLabel;
  private long changedOutcome;
  private long onlyBefore;
  private long onlyAfter;

  @Override
  public void before(ImageResult result) {
    before.read(result);
  }

  @Override
  public void after(ImageResult result) {
    after.read(result);
  }

  @Override
  public void both(Change pair) {
    ways.merge(new Way(pair.from(), pair.to()), 1L, Long::sum);
    if (pair.isSame()) {
      same++;
      differences.forEach(histogram -> histogram.add(pair.toScore() - pair.fromScore()));
      return;
    }
    if (pair.isOfLabel()) {
      changedLabel++;
    } else {
      changedOutcome++;
    }
    largest.add(pair);
  }

  @Override
  public void onlyBefore(long images) {
    onlyBefore += images;
  }

  @Override
  public void onlyAfter() {
    onlyAfter++;
  }

  /** Ways that changed something, the most frequent first. */
  List<Map.Entry<Way, Long>> changes() {
    return ways.entrySet().stream()
        .filter(way -> !way.getKey().isSame())
        .sorted(
            Map.Entry.<Way, Long>comparingByValue()
                .reversed()
                .thenComparing(way -> way.getKey().from())
                .thenComparing(way -> way.getKey().to()))
        .toList();
  }

  /** All answers of both jobs, the most frequent first. */
  List<String> answers() {
    Map<String, Long> counts = new HashMap<>();
    ways.forEach((way, count) -> {
      counts.merge(way.from(), count, Long::sum);
      counts.merge(way.to(), count, Long::sum);
    });
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  long count(String from, String to) {
    return ways.getOrDefault(new Way(from, to), 0L);
  }

  List<Change> largest() {
    return largest.sorted();
  }

  /** Score of the second less that of the first, of images that both answered with one class. */
  Histogram differences() {
    return Histogram.narrowest(differences, 0);
  }

  JobTally before() {
    return before;
  }

  JobTally after() {
    return after;
  }

  long same() {
    return same;
  }

  long changedLabel() {
    return changedLabel;
  }

  long changedOutcome() {
    return changedOutcome;
  }

  long changed() {
    return changedLabel + changedOutcome;
  }

  long inBoth() {
    return same + changed();
  }

  long onlyInBefore() {
    return onlyBefore;
  }

  long onlyInAfter() {
    return onlyAfter;
  }
}
