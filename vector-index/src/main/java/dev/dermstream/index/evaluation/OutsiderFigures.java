package dev.dermstream.index.evaluation;

/**
 * How an index fares on images of nothing that it knows; shares, 0 to 1.
 *
 * @param name what they show
 * @param images how many
 * @param byDistance by the distance to the k-th neighbour
 * @param byConfidence by a low published confidence, for comparison
 * @param outside share that the fitted threshold finds
 * @param emptySet share whose marginal prediction set is empty
 * @param meanConfidence mean published confidence of the best class
 */
public record OutsiderFigures(
    String name,
    int images,
    Detected byDistance,
    Detected byConfidence,
    double outside,
    double emptySet,
    double meanConfidence) {
  /**
   * How well one score finds them among known images.
   *
   * @param auroc area under the ROC curve
   * @param falsePositiveRateAt95 share that passes for known where 95% of the known do
   */
  public record Detected(double auroc, double falsePositiveRateAt95) {
    private static Detected of(double[] outsiders, double[] known) {
      return new Detected(
          Detection.auroc(outsiders, known), Detection.falsePositiveRateAt95(outsiders, known));
    }
  }

  static OutsiderFigures of(String name, Measured outsiders, Measured known) {
    double doubt = 0;
    for (double each : outsiders.doubts()) {
      doubt += each;
    }
    return new OutsiderFigures(
        name,
        outsiders.count(),
        Detected.of(outsiders.distances(), known.distances()),
        Detected.of(outsiders.doubts(), known.doubts()),
        outsiders.share(each -> each.outside() ? 1 : 0),
        outsiders.share(each -> each.marginalSet().length == 0 ? 1 : 0),
        1 - doubt / outsiders.count());
  }
}
