package dev.dermstream.loadtest.bare;

/**
 * What a loop did, on one line.
 *
 * @param perSecond pictures or rows
 * @param p50Nanos median time of one run
 * @param cpuNanos processor time for each picture or row
 */
public record LoopResult(
    double perSecond, long p50Nanos, long p95Nanos, long p99Nanos, long cpuNanos) {
  /** What {@link #parse} reads. */
  String line() {
    return perSecond + " " + p50Nanos + " " + p95Nanos + " " + p99Nanos + " " + cpuNanos;
  }

  /** Reads the line that the process printed. */
  public static LoopResult parse(String line) {
    String[] words = line.split(" ", -1);
    return new LoopResult(
        Double.parseDouble(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }
}
