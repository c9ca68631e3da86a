package dev.dermstream.trainer.region;

import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.recipe.StageConfig;

/**
 * Everything that a region finder depends on beside its pictures.
 *
 * @param network its dimensions
 * @param stage how long and how fast it is trained
 * @param batch pictures of a step; even
 * @param heldOut share of the pictures that it is judged on, by the end of the manifest's order
 * @param seed of weights and batches
 */
public record RegionFinderConfig(
    VisionConfig network, StageConfig stage, int batch, double heldOut, long seed) {
  public RegionFinderConfig {
    if (batch < 2 || batch % 2 != 0) {
      throw new IllegalArgumentException("a batch of " + batch + " does not have two halves");
    }
    if (!(heldOut > 0 && heldOut < 1)) {
      throw new IllegalArgumentException("held out must be over 0 and below 1, not " + heldOut);
    }
  }

  /** About 0.12 million parameters over 16 x 16 cells of a picture of 128 x 128. */
  public static RegionFinderConfig usual(int steps, long seed) {
    return new RegionFinderConfig(
        new VisionConfig(64, 192, 2, 2, 3, 128, 8, 1e-6f),
        new StageConfig(steps, Math.min(50, steps / 10), 2e-3, 0.05, 1.0),
        16,
        0.15,
        seed);
  }
}
