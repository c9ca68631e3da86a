package dev.dermstream.node.engine;

/**
 * What the vision encoder makes of one picture.
 *
 * @param embedding {@code [dimension]}, L2-normalised: what the index compares
 * @param features {@code [tokens, hiddenSize]}, row-major: what the decoder reads in place of the
 *     image tokens
 * @param tokens image tokens in a prompt, at least 1
 * @param hiddenSize size of a token's embedding
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
public record EncodedImage(float[] embedding, float[] features, int tokens, int hiddenSize) {
  public EncodedImage {
    if (features.length != tokens * hiddenSize || tokens < 1) {
      throw new IllegalArgumentException(
          "%d features are not %d x %d".formatted(features.length, tokens, hiddenSize));
    }
  }
}
