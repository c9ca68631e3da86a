package dev.dermstream.loadtest.sizing;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a device needs for a run of n images: t(n) = a + b n. Launching costs, another image adds.
 *
 * @param fixedMillis a, at least 0
 * @param itemMillis b, at least 0; not both are 0
 */
public record BatchCurve(double fixedMillis, double itemMillis) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the curve falls or is zero
   */
  public BatchCurve {
    if (!(fixedMillis >= 0
        && itemMillis >= 0
        && fixedMillis + itemMillis > 0
        && Double.isFinite(fixedMillis + itemMillis))) {
      throw new IllegalArgumentException(
          "A curve a,b is in milliseconds, neither below 0 nor both 0; this is %s,%s"
              .formatted(fixedMillis, itemMillis));
    }
  }

  /**
   * Reads {@code a,b}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BatchCurve parse(String text) {
    List<String> parts = List.of(text.split(",", -1));
    if (parts.size() != 2) {
      throw new IllegalArgumentException(
          "--curve takes two numbers, a,b: milliseconds of a run and of each image; not " + text);
    }
    return new BatchCurve(
        Double.parseDouble(parts.getFirst().strip()), Double.parseDouble(parts.getLast().strip()));
  }

  /**
   * Least squares over all runs: each size counts as often as it ran. A negative part is taken as
   * 0, and the other one fitted alone.
   *
   * @param runs by size, at least 1
   * @throws IllegalArgumentException if fewer than two sizes ran
   */
  public static BatchCurve fit(Map<Integer, RunTimes.Sum> runs) {
    if (runs.size() < 2) {
      throw new IllegalArgumentException(
          "A curve needs runs of at least two sizes; there are "
              + runs.size()
              + ". Measure with one caller, and with as many as a batch holds.");
    }
    double count = 0;
    double sizes = 0;
    double squares = 0;
    double times = 0;
    double products = 0;
    for (var entry : runs.entrySet()) {
      double size = entry.getKey();
      double weight = entry.getValue().runs();
      double millis = entry.getValue().millis();
      count += weight;
      sizes += weight * size;
      squares += weight * size * size;
      times += millis;
      products += size * millis;
    }
    double item = (count * products - sizes * times) / (count * squares - sizes * sizes);
    double fixed = (times - item * sizes) / count;
    if (item < 0) {
      return new BatchCurve(times / count, 0);
    }
    return fixed < 0 ? new BatchCurve(0, products / squares) : new BatchCurve(fixed, item);
  }

  /** Milliseconds of a run. */
  public double millis(int size) {
    return fixedMillis + itemMillis * size;
  }

  /** Images that one device does in a second, all runs of this size. */
  public double perSecond(int size) {
    return 1000 * size / millis(size);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f ms + %.3f ms n", fixedMillis, itemMillis);
  }
}
