package dev.dermstream.trainer.model;

/**
 * The vision transformer's dimensions.
 *
 * @param imageSize side of the square image in pixels
 * @param patchSize side of a patch in pixels; divides the image
 */
public record VisionConfig(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int channels,
    int imageSize,
    int patchSize,
    float layerNormEpsilon) {
  public VisionConfig {
    Dimensions.positive(
        "vision_config",
        "hidden_size",
        hiddenSize,
        "intermediate_size",
        intermediateSize,
        "num_hidden_layers",
        layers,
        "num_attention_heads",
        heads,
        "num_channels",
        channels,
        "image_size",
        imageSize,
        "patch_size",
        patchSize);
    Dimensions.divides("vision_config.num_attention_heads", heads, "hidden_size", hiddenSize);
    Dimensions.divides("vision_config.patch_size", patchSize, "image_size", imageSize);
  }

  public int patchesPerSide() {
    return imageSize / patchSize;
  }

  public int patches() {
    return patchesPerSide() * patchesPerSide();
  }
}
