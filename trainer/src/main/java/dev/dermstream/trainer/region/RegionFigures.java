package dev.dermstream.trainer.region;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How well cells are told, over all cells of pictures that were not trained on. A cell counts as
 * lesion where at least half of it is.
 *
 * @param pictures judged
 * @param precision share of the cells named that are lesion; null if none was named
 * @param recall share of the lesion's cells that were named; null if there are none
 * @param intersectionOverUnion cells that are both over cells that are either; null if there are
 *     none
 * @param brier mean squared difference of probability and share
 */
public record RegionFigures(
    int pictures,
    @Nullable Double precision,
    @Nullable Double recall,
    @Nullable Double intersectionOverUnion,
    double brier) {
  private static final float HALF = 0.5f;

  /**
   * Compares.
   *
   * @param probabilities {@code [pictures, cells]}
   * @param shares {@code [pictures, cells]}
   */
  static RegionFigures of(int pictures, float[] probabilities, float[] shares) {
    long both = 0;
    long named = 0;
    long lesion = 0;
    double squares = 0;
    for (int i = 0; i < shares.length; i++) {
      boolean isNamed = probabilities[i] >= HALF;
      boolean isLesion = shares[i] >= HALF;
      named += isNamed ? 1 : 0;
      lesion += isLesion ? 1 : 0;
      both += isNamed && isLesion ? 1 : 0;
      double difference = probabilities[i] - shares[i];
      squares += difference * difference;
    }
    return new RegionFigures(
        pictures,
        share(both, named),
        share(both, lesion),
        share(both, named + lesion - both),
        squares / shares.length);
  }

  private static @Nullable Double share(long part, long all) {
    return all == 0 ? null : (double) part / all;
  }

  private static String shown(@Nullable Double share) {
    return share == null ? "undefined" : String.format(Locale.ROOT, "%.3f", share);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d pictures: precision %s, recall %s, intersection over union %s, Brier %.4f",
        pictures,
        shown(precision),
        shown(recall),
        shown(intersectionOverUnion),
        brier);
  }
}
