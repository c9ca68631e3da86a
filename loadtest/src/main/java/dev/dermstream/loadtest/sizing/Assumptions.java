package dev.dermstream.loadtest.sizing;

import java.util.Map;

/**
 * What a plan goes by. The defaults of the gateway and the index are measured ones of
 * docs/benchmarks.md; measure your own nodes.
 *
 * @param curve of one worker of a node
 * @param maxBatch most images of its runs
 * @param workers of a node
 * @param delayMillis longest wait of an idle worker for company
 * @param busy share of their time that nodes, gateways and indexes may be busy, over 0 and at most
 *     0.95
 * @param imageBytes of one image as it is sent
 * @param answerBytes of its report
 * @param gatewayCores processors of one gateway
 * @param gatewayMillis processor time of a gateway for one image
 * @param indexMillis processor time of an index for one image
 * @param indexCores processors of one index
 * @param vectors in the index
 * @param vectorBytes of one of them
 * @param auditBytes of one audit record on the disk
 * @param nodeGibibytes memory of a node
 */
public record Assumptions(
    BatchCurve curve,
    int maxBatch,
    int workers,
    double delayMillis,
    double busy,
    long imageBytes,
    long answerBytes,
    int gatewayCores,
    double gatewayMillis,
    double indexMillis,
    int indexCores,
    long vectors,
    long vectorBytes,
    long auditBytes,
    double nodeGibibytes) {
  /** Nodes of four processors that each do 17.6 demonstration images a second, without a gain. */
  public static final Assumptions DEFAULT =
      new Assumptions(
          new BatchCurve(0, 57),
          16,
          4,
          2,
          .75,
          60_000,
          4_096,
          4,
          .93,
          .4,
          4,
          50_000,
          3_569,
          1_300,
          2);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is exceeded
   */
  public Assumptions {
    if (!(busy > 0 && busy <= .95)) {
      throw new IllegalArgumentException("--busy is over 0 and at most 0.95, not " + busy);
    }
    if (maxBatch < 1 || workers < 1 || gatewayCores < 1 || imageBytes < 1 || vectors < 1) {
      throw new IllegalArgumentException(
          "--max-batch, --workers, --gateway-cores, --image-bytes and --vectors are at least 1");
    }
  }

  /**
   * The defaults, but for what the command line says.
   *
   * @param said by the name of the option
   */
  static Assumptions from(Map<String, String> said) {
    return new Assumptions(
        said.containsKey("--curve") ? BatchCurve.parse(said.get("--curve")) : DEFAULT.curve,
        Integer.parseInt(said.getOrDefault("--max-batch", "" + DEFAULT.maxBatch)),
        Integer.parseInt(said.getOrDefault("--workers", "" + DEFAULT.workers)),
        Double.parseDouble(said.getOrDefault("--delay", "" + DEFAULT.delayMillis)),
        Double.parseDouble(said.getOrDefault("--busy", "" + DEFAULT.busy)),
        Long.parseLong(said.getOrDefault("--image-bytes", "" + DEFAULT.imageBytes)),
        DEFAULT.answerBytes,
        Integer.parseInt(said.getOrDefault("--gateway-cores", "" + DEFAULT.gatewayCores)),
        DEFAULT.gatewayMillis,
        DEFAULT.indexMillis,
        DEFAULT.indexCores,
        Long.parseLong(said.getOrDefault("--vectors", "" + DEFAULT.vectors)),
        DEFAULT.vectorBytes,
        DEFAULT.auditBytes,
        Double.parseDouble(said.getOrDefault("--node-memory", "" + DEFAULT.nodeGibibytes)));
  }
}
