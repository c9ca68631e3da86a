package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.TextConfig;
import dev.dermstream.trainer.model.VisionConfig;

/**
 * The sizes that a recipe chooses; the rest of an Idefics3 configuration follows from them.
 *
 * @param imageSize side of the prepared picture in pixels
 * @param patchSize side of a patch in pixels
 * @param scaleFactor patches per side that become one image token
 * @param visionHidden a multiple of {@value #HEAD_SIZE}
 * @param visionLayers layers of the vision transformer
 * @param textHidden a multiple of {@value #HEAD_SIZE}
 * @param textLayers layers of the decoder
 * @param keyValueHeads divides {@code textHidden / }{@value #HEAD_SIZE}
 * @param vocabSize most tokens of the tokenizer
 * @param maxPositions longest sequence of the decoder
 */
public record ModelSize(
    int imageSize,
    int patchSize,
    int scaleFactor,
    int visionHidden,
    int visionLayers,
    int textHidden,
    int textLayers,
    int keyValueHeads,
    int vocabSize,
    int maxPositions) {
  private static final int HEAD_SIZE = 32;
  private static final int MLP_RATIO = 4;
  private static final float LAYER_NORM_EPSILON = 1e-6f;
  private static final float RMS_NORM_EPSILON = 1e-5f;
  private static final double ROPE_THETA = 10_000;

  /** Tokens that stand for one image in a prompt. */
  int imageTokens() {
    int side = imageSize / patchSize / scaleFactor;
    return side * side;
  }

  /**
   * The configuration.
   *
   * @param tokens entries of the tokenizer as it was trained
   * @param imageTokenId id of {@code <image>}
   */
  Idefics3Config configuration(int tokens, int imageTokenId) {
    VisionConfig vision =
        new VisionConfig(
            visionHidden,
            MLP_RATIO * visionHidden,
            visionLayers,
            visionHidden / HEAD_SIZE,
            3,
            imageSize,
            patchSize,
            LAYER_NORM_EPSILON);
    // SwiGLU has three matrices where an MLP has two: 8/3 keeps the count, rounded to 32.
    int intermediate = (textHidden * 8 / 3 + HEAD_SIZE - 1) / HEAD_SIZE * HEAD_SIZE;
    TextConfig text =
        new TextConfig(
            textHidden,
            intermediate,
            textLayers,
            textHidden / HEAD_SIZE,
            keyValueHeads,
            HEAD_SIZE,
            tokens,
            maxPositions,
            RMS_NORM_EPSILON,
            ROPE_THETA);
    return new Idefics3Config(vision, text, scaleFactor, imageTokenId, true);
  }
}
