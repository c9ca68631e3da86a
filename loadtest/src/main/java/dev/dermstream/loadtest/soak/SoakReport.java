package dev.dermstream.loadtest.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a soak has found.
 *
 * @param verdicts by probe, then verdict, how often
 * @param expected the right verdict of each probe
 * @param samples memory over time
 */
record SoakReport(
    SortedMap<String, SortedMap<String, Long>> verdicts,
    Map<String, String> expected,
    List<MemorySample> samples) {
  SoakReport {
    verdicts = new TreeMap<>(verdicts);
    expected = Map.copyOf(expected);
    samples = List.copyOf(samples);
  }

  /** Requests that ended otherwise than they should. */
  long surprises() {
    long surprises = 0;
    for (var probe : verdicts.entrySet()) {
      for (var verdict : probe.getValue().entrySet()) {
        if (!verdict.getKey().equals(expected.get(probe.getKey()))) {
          surprises += verdict.getValue();
        }
      }
    }
    return surprises;
  }

  /** The median of the last quarter's resident memory over that of the second. */
  long residentGrowthBytes() {
    int quarter = samples.size() / 4;
    return median(samples.subList(samples.size() - quarter, samples.size()))
        - median(samples.subList(quarter, 2 * quarter));
  }

  private static long median(List<MemorySample> some) {
    return some.stream()
        .mapToLong(MemorySample::residentBytes)
        .sorted()
        .skip((some.size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| request | right end | as it should | otherwise |\n|---|---|---:|---|\n");
    verdicts.forEach((probe, counts) -> {
      String right = String.valueOf(expected.get(probe));
      SortedMap<String, Long> others = new TreeMap<>(counts);
      Long asExpected = others.remove(right);
      text.append(
          "| %s | %s | %d | %s |%n"
              .formatted(
                  probe,
                  right,
                  asExpected == null ? 0 : asExpected,
                  others.isEmpty() ? "" : others));
    });
    text.append("\n| requests | RSS MiB | heap after collection MiB |\n|---:|---:|---:|\n");
    for (MemorySample sample : samples) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.1f | %.1f |%n",
              sample.requests(),
              sample.residentBytes() / 1048576.0,
              sample.heapBytes() / 1048576.0));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%nResident memory, last quarter over second quarter: %+.1f MiB.%n",
            residentGrowthBytes() / 1048576.0));
    return text.toString();
  }
}
