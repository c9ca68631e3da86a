package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is kept of the contrastive stage's text side: where the descriptions of each class lie, and
 * the scale and bias of the sigmoid loss. The second stage holds the embedding to it.
 *
 * @param vectors L2-normalised mean of the class's description embeddings {@code [classes, hidden]}
 * @param logScale t' of the loss
 * @param bias b of the loss
 */
record ClassAnchors(Tensor vectors, float logScale, float bias) {
  private static final String VECTORS = "anchors";
  private static final String LOG_SCALE = "log_scale";
  private static final String BIAS = "bias";

  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(VECTORS, vectors);
    tensors.put(LOG_SCALE, Tensor.ofFloats(new float[] {logScale}, 1));
    tensors.put(BIAS, Tensor.ofFloats(new float[] {bias}, 1));
    return tensors;
  }

  static ClassAnchors of(Map<String, Tensor> tensors) {
    return new ClassAnchors(
        Objects.requireNonNull(tensors.get(VECTORS), VECTORS),
        Objects.requireNonNull(tensors.get(LOG_SCALE), LOG_SCALE).toFloats()[0],
        Objects.requireNonNull(tensors.get(BIAS), BIAS).toFloats()[0]);
  }
}
