package dev.dermstream.trainer.model;

import java.util.ArrayList;
import java.util.List;

/** The vision encoder: square patches, learned positions, {@link EncoderLayer}s, a last norm. */
public final class VisionTransformer<T> {
  private final TensorOps<T> ops;
  private final VisionConfig config;
  private final T patchWeight;
  private final T patchBias;
  private final T positions;
  private final List<EncoderLayer<T>> layers = new ArrayList<>();
  private final Modules.Layer<T> norm;

  public VisionTransformer(Modules<T> modules, VisionConfig config) {
    this.ops = modules.ops();
    this.config = config;
    String prefix = ParameterShapes.VISION;
    patchWeight = modules.weights().get(prefix + "embeddings.patch_embedding.weight");
    patchBias = modules.weights().get(prefix + "embeddings.patch_embedding.bias");
    positions = modules.weights().get(prefix + "embeddings.position_embedding.weight");
    for (int i = 0; i < config.layers(); i++) {
      layers.add(
          new EncoderLayer<>(
              modules,
              prefix + "encoder.layers." + i + ".",
              config.hiddenSize(),
              config.heads(),
              config.layerNormEpsilon()));
    }
    norm = modules.layerNorm(prefix + "post_layernorm", config.layerNormEpsilon());
  }

  /**
   * Encodes images.
   *
   * @param pixelValues {@code [batch, channels, size, size]}, normalised
   * @return the last hidden state {@code [batch, patches, hidden]}, patches row by row
   */
  public T forward(T pixelValues) {
    T x = ops.add(ops.linear(patches(pixelValues), patchWeight, patchBias), positions);
    for (EncoderLayer<T> layer : layers) {
      x = layer.forward(x, null);
    }
    return norm.apply(x);
  }

  /** One vector of length 1 per image: the mean over its patches {@code [batch, hidden]}. */
  public T embedding(T lastHiddenState) {
    return ops.l2Normalize(ops.mean(lastHiddenState, 1));
  }

  /** The convolution's stride is its kernel, so it is a linear map of unfolded patches. */
  private T patches(T pixelValues) {
    long side = config.patchesPerSide();
    long patch = config.patchSize();
    T grid = ops.reshape(pixelValues, 0, config.channels(), side, patch, side, patch);
    T rows = ops.transpose(grid, 0, 2, 4, 1, 3, 5);
    return ops.reshape(rows, 0, side * side, config.channels() * patch * patch);
  }
}
