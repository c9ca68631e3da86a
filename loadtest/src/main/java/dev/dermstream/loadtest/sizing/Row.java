package dev.dermstream.loadtest.sizing;

import dev.dermstream.loadtest.load.LoadResult;
import java.util.List;
import java.util.Locale;

/**
 * One load on one number of nodes: predicted beside measured.
 *
 * @param load what it is called
 * @param offered images sent a second; 0 where callers wait for their answers
 * @param predicted in the long run
 * @param same predicted for the very arrivals that were sent, as long as they lasted
 * @param measured through the gateway
 * @param busy share of the time in which devices ran, measured
 * @param stallMillis longest that the machine, or a collection of garbage, kept a thread waiting
 */
record Row(
    int nodes,
    String load,
    double offered,
    Prediction predicted,
    Prediction same,
    LoadResult measured,
    double busy,
    double stallMillis) {
  /** Both tables. */
  static String markdown(List<Row> rows) {
    StringBuilder text = new StringBuilder("**Throughput**\n\n");
    text.append(
        """
        | nodes | load | sent/s | images/s predicted | measured | error % | devices busy, predicted | measured |
        |---:|---|---:|---:|---:|---:|---:|---:|
        """);
    rows.forEach(row -> text.append(row.throughput()));
    text.append("\n**Latency**, ms from when an image was due\n\n");
    text.append(
        """
        | nodes | load | p50 predicted | measured | error % | p99 predicted | measured | error % | p99 of these arrivals | error % | longest stall |
        |---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    rows.forEach(row -> text.append(row.latency()));
    return text.toString();
  }

  String throughput() {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %s | %.1f | %.1f | %+.1f | %.2f | %.2f |%n",
        nodes,
        load,
        offered == 0 ? "" : String.format(Locale.ROOT, "%.0f", offered),
        predicted.perSecond(),
        measured.perSecond(),
        throughputError(),
        predicted.utilisation(),
        busy);
  }

  String latency() {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %.0f | %.0f | %+.1f | %.0f | %.0f | %+.1f | %.0f | %+.1f | %.0f |%n",
        nodes,
        load,
        predicted.millis(50),
        measured.millis(50),
        error(predicted.millis(50), measured.millis(50)),
        predicted.millis(99),
        measured.millis(99),
        p99Error(),
        same.millis(99),
        sameError(),
        stallMillis);
  }

  double throughputError() {
    return error(predicted.perSecond(), measured.perSecond());
  }

  double p99Error() {
    return error(predicted.millis(99), measured.millis(99));
  }

  private double sameError() {
    return error(same.millis(99), measured.millis(99));
  }

  /** How many rows are within so many percent, and the worst, of throughput and p99. */
  static String summary(List<Row> rows, double percent) {
    return String.format(
        Locale.ROOT,
        "Within %.0f%%: throughput %d of %d (worst %.1f%%), p99 %d of %d (worst %.1f%%),"
            + " p99 of the very arrivals %d of %d (worst %.1f%%). Failed calls: %d.%n",
        percent,
        rows.stream().filter(row -> Math.abs(row.throughputError()) <= percent).count(),
        rows.size(),
        worst(rows.stream().mapToDouble(Row::throughputError).toArray()),
        rows.stream().filter(row -> Math.abs(row.p99Error()) <= percent).count(),
        rows.size(),
        worst(rows.stream().mapToDouble(Row::p99Error).toArray()),
        rows.stream().filter(row -> Math.abs(row.sameError()) <= percent).count(),
        rows.size(),
        worst(rows.stream().mapToDouble(Row::sameError).toArray()),
        rows.stream().mapToLong(row -> row.measured().failures()).sum());
  }

  private static double worst(double[] errors) {
    double worst = 0;
    for (double error : errors) {
      worst = Math.abs(error) > Math.abs(worst) ? error : worst;
    }
    return worst;
  }

  private static double error(double predicted, double measured) {
    return 100 * (predicted / measured - 1);
  }
}
