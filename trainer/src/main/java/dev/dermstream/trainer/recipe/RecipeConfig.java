package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.lesion.LesionClass;

/**
 * Everything that a recipe's outcome depends on. All numbers of pictures are multiples of the
 * number of classes, so that every split is balanced.
 *
 * @param seed of pictures, weights and batches
 * @param trainingPictures that weights are fitted on
 * @param indexPictures how many of them are embedded for clusters and index
 * @param validationPictures that the clustering is chosen on
 * @param calibrationPictures that confidences are calibrated on
 * @param heldOutPictures that the figures are taken on
 * @param size of the model
 * @param contrastive stage 1
 * @param reports stage 2
 * @param batches of stage 2
 */
public record RecipeConfig(
    long seed,
    int trainingPictures,
    int indexPictures,
    int validationPictures,
    int calibrationPictures,
    int heldOutPictures,
    ModelSize size,
    StageConfig contrastive,
    StageConfig reports,
    BatchSizes batches) {
  /** The seed of the demonstration model in the repository. */
  public static final long DEFAULT_SEED = 20_261_121;

  public RecipeConfig {
    balanced("training pictures", trainingPictures);
    balanced("index pictures", indexPictures);
    balanced("validation pictures", validationPictures);
    balanced("calibration pictures", calibrationPictures);
    balanced("held-out pictures", heldOutPictures);
    if (indexPictures > trainingPictures) {
      throw new IllegalArgumentException(
          "%d index pictures are more than the %d training pictures"
              .formatted(indexPictures, trainingPictures));
    }
  }

  private static void balanced(String name, int count) {
    if (count < LesionClass.count() || count % LesionClass.count() != 0) {
      throw new IllegalArgumentException(
          "%d %s are no multiple of %d classes".formatted(count, name, LesionClass.count()));
    }
  }

  /** The demonstration model: about 2 million parameters, 35 minutes of processor time. */
  public static RecipeConfig demonstration(long seed) {
    return new RecipeConfig(
        seed,
        12_000,
        3_000,
        600,
        1_500,
        600,
        new ModelSize(128, 16, 2, 128, 4, 160, 3, 1, 1024, 1024),
        new StageConfig(800, 60, 1e-3, 0.05, 1.0),
        new StageConfig(1_400, 80, 1.5e-3, 0.05, 1.0),
        new BatchSizes(32, 64));
  }
}
