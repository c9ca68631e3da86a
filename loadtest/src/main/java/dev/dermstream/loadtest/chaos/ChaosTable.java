package dev.dermstream.loadtest.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results as a person reads them. */
final class ChaosTable {
  private ChaosTable() {}

  static String sentence(Counts counts) {
    return String.format(
        Locale.ROOT,
        "%d requests: %d answered at once, %d later, %d refused (retryable), %d failed, %d lost,"
            + " %d wrong, %d doubled, %d audit findings; p50 %.0f ms, p99 %.0f ms, longest %.0f ms;"
            + " undisturbed after %.1f s; attempts repeated: %s",
        counts.sent(),
        counts.atOnce(),
        counts.later(),
        counts.refused(),
        counts.failed(),
        counts.lost(),
        counts.wrong(),
        counts.doubled(),
        counts.unrecorded(),
        counts.p50Millis(),
        counts.p99Millis(),
        counts.maxMillis(),
        counts.recoverySeconds(),
        causes(counts.causes()));
  }

  static String markdown(List<Chaos.Result> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        | scenario | requests | answered at once | by another attempt | refused, retryable | failed | lost | wrong | doubled | not in the audit once | p99 ms | longest ms | undisturbed after s | why attempts were repeated |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
        """);
    for (Chaos.Result result : results) {
      Counts counts = result.counts();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.0f | %.0f | %.1f | %s |%n",
              result.scenario().word(),
              counts.sent(),
              counts.atOnce(),
              counts.later(),
              counts.refused(),
              counts.failed(),
              counts.lost(),
              counts.wrong(),
              counts.doubled(),
              counts.unrecorded(),
              counts.p99Millis(),
              counts.maxMillis(),
              counts.recoverySeconds(),
              causes(counts.causes())));
    }
    return text.toString();
  }

  private static String causes(Map<String, Long> causes) {
    return causes.entrySet().stream()
        .map(each -> each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
