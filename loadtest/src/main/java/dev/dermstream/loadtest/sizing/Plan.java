package dev.dermstream.loadtest.sizing;

import java.util.Locale;

/**
 * What a rate needs, on paper.
 *
 * @param perSecond images
 * @param by what it goes by
 * @param nodes without a spare one
 * @param gateways with a spare one
 * @param indexes with a spare one; each holds the whole index
 * @param expected of a part of the nodes at its part of the rate
 */
public record Plan(
    double perSecond, Assumptions by, int nodes, int gateways, int indexes, Prediction expected) {
  /** Images a second that may be planned for. */
  public static final double MOST_PER_SECOND = 1_000_000;

  /** Nodes are alike: the model needs no more of them to show what one more changes. */
  private static final int MOST_SIMULATED = 16;

  private static final double IMAGES_SIMULATED = 100_000;
  private static final Hop HOP = Hop.constant(5);
  private static final double GATEWAY_GIBIBYTES = 1;
  private static final double DAY_SECONDS = 86_400;
  private static final double BITS = 8;
  private static final double GIBIBYTE = 1 << 30;

  /**
   * Plans.
   *
   * @throws IllegalArgumentException if the rate is not over 0, or needs more than 1,000,000 nodes
   */
  public static Plan of(double perSecond, Assumptions by) {
    if (!(perSecond > 0 && perSecond <= MOST_PER_SECOND)) {
      throw new IllegalArgumentException(
          "A plan is for over 0 and at most %,.0f images a second".formatted(MOST_PER_SECOND));
    }
    double ofNode = by.busy() * by.workers() * by.curve().perSecond(by.maxBatch());
    int nodes = atLeastOne(perSecond / ofNode);
    int part = Math.min(nodes, MOST_SIMULATED);
    double rate = perSecond * part / nodes;
    return new Plan(
        perSecond,
        by,
        nodes,
        1 + servers(perSecond, by.gatewayMillis(), by.gatewayCores(), by.busy()),
        1 + servers(perSecond, by.indexMillis(), by.indexCores(), by.busy()),
        QueueModel.predict(
            by.curve(),
            Shape.of(part, by.workers(), by.maxBatch(), by.delayMillis()),
            HOP,
            new Demand.Poisson(rate, 1),
            10,
            IMAGES_SIMULATED / rate));
  }

  private static int servers(double perSecond, double millis, int cores, double busy) {
    return atLeastOne(perSecond * millis / 1000 / (cores * busy));
  }

  private static int atLeastOne(double servers) {
    return Math.max(1, (int) Math.ceil(servers));
  }

  /** Gigabits a second from callers to gateways, and once more from gateways to nodes. */
  public double imageGigabits() {
    return perSecond * by.imageBytes() * BITS / 1e9;
  }

  /** Gibibytes of all processes; an index has two for the time of a release change. */
  public double memoryGibibytes() {
    return (nodes + 1) * by.nodeGibibytes()
        + gateways * GATEWAY_GIBIBYTES
        + indexes * (1 + 2 * indexGibibytes());
  }

  private double indexGibibytes() {
    return by.vectors() * by.vectorBytes() / GIBIBYTE;
  }

  /** Gigabytes of audit records in a day at this rate. */
  public double auditGigabytesPerDay() {
    return perSecond * DAY_SECONDS * by.auditBytes() / 1e9;
  }

  /** For a terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        %,.0f images/s, t(n) = %s, runs of at most %d, %d at a time in a node
        nodes       %,d and 1 spare (each %.1f images/s at most, planned %.0f%% busy)
        latency     p50 %.0f ms, p99 %.0f ms; runs of %.1f images; %,.0f images inside (Little)
        gateways    %,d of %d cores, 1 of them spare (%.2f ms of processor an image)
        indexes     %,d of %d cores, 1 of them spare; %.2f GiB of vectors each, twice at a release change
        network     %.2f Gbit/s of images to the gateways and once more to the nodes, %.3f of reports
        memory      %,.0f GiB in all: %.1f GiB a node, 1 GiB a gateway, 1 GiB and the vectors an index
        audit       %,.1f million records and %,.0f GB a day
        members     %,d in the cluster's list
        """,
        perSecond,
        by.curve(),
        by.maxBatch(),
        by.workers(),
        nodes,
        by.workers() * by.curve().perSecond(by.maxBatch()),
        100 * by.busy(),
        expected.millis(50),
        expected.millis(99),
        expected.meanBatch(),
        Formulas.inside(perSecond, expected.latencies().getMean() / 1000),
        gateways,
        by.gatewayCores(),
        by.gatewayMillis(),
        indexes,
        by.indexCores(),
        indexGibibytes(),
        imageGigabits(),
        perSecond * by.answerBytes() * BITS / 1e9,
        memoryGibibytes(),
        by.nodeGibibytes(),
        perSecond * DAY_SECONDS / 1e6,
        auditGigabytesPerDay(),
        nodes + 1 + gateways + indexes);
  }
}
