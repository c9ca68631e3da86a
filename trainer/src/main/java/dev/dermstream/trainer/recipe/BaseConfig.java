package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.drawn.DrawnSet;
import java.util.List;

/**
 * Everything that the base model depends on.
 *
 * @param seed of pictures, weights and batches
 * @param shares how many pictures of each set weights are fitted on
 * @param unseenPictures of each set that the figures are taken on
 * @param size of the model
 * @param contrastive stage 1
 * @param texts stage 2
 * @param batches of stage 2: long answers, and answers to questions
 */
public record BaseConfig(
    long seed,
    List<Share> shares,
    int unseenPictures,
    ModelSize size,
    StageConfig contrastive,
    StageConfig texts,
    BatchSizes batches) {
  /** The seed of the demonstration release's base. */
  public static final long DEFAULT_SEED = 20_261_121;

  public BaseConfig {
    shares = List.copyOf(shares);
  }

  /** Pictures of one set. */
  public record Share(DrawnSet set, int pictures) {}

  /** The base of the demonstration release. */
  public static BaseConfig demonstration(long seed) {
    return new BaseConfig(
        seed,
        List.of(
            new Share(DrawnSet.TUMOUR15, 7_500),
            new Share(DrawnSet.PIGMENTED8, 3_200),
            new Share(DrawnSet.BACTERIAL, 2_400),
            new Share(DrawnSet.MM_SKIN, 3_600)),
        600,
        new ModelSize(128, 16, 2, 128, 4, 160, 3, 1, 1536, 1024),
        new StageConfig(1_100, 60, 1e-3, 0.05, 1.0),
        new StageConfig(1_800, 80, 1.5e-3, 0.05, 1.0),
        new BatchSizes(32, 64));
  }
}
