package dev.dermstream.trainer.model;

/**
 * The decoder's dimensions.
 *
 * @param keyValueHeads divides {@code heads}
 * @param headDim even, need not be {@code hiddenSize / heads}
 */
public record TextConfig(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    int vocabSize,
    int maxPositions,
    float rmsNormEpsilon,
    double ropeTheta) {
  public TextConfig {
    Dimensions.positive(
        "text_config",
        "hidden_size",
        hiddenSize,
        "intermediate_size",
        intermediateSize,
        "num_hidden_layers",
        layers,
        "num_attention_heads",
        heads,
        "num_key_value_heads",
        keyValueHeads,
        "head_dim",
        headDim,
        "vocab_size",
        vocabSize,
        "max_position_embeddings",
        maxPositions);
    Dimensions.divides(
        "text_config.num_key_value_heads", keyValueHeads, "num_attention_heads", heads);
    Dimensions.divides("2", 2, "text_config.head_dim", headDim);
  }
}
