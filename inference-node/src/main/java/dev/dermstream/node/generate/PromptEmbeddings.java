package dev.dermstream.node.generate;

import dev.dermstream.node.engine.TextDecoder;
import java.util.Arrays;

/** Embeddings of a prompt in which image features stand at the image tokens, in their order. */
public final class PromptEmbeddings {
  private PromptEmbeddings() {}

  /**
   * Looks the tokens up and puts the features in.
   *
   * @param features {@code [tokens, hidden]}, as many tokens as {@code ids} holds image tokens
   * @return {@code [ids, hidden]}
   * @throws IllegalArgumentException if the numbers differ
   */
  public static float[] of(TextDecoder decoder, long[] ids, int imageTokenId, float[] features) {
    float[] embeddings = decoder.embed(ids);
    int hidden = embeddings.length / ids.length;
    long places = Arrays.stream(ids).filter(id -> id == imageTokenId).count();
    if (places * hidden != features.length) {
      throw new IllegalArgumentException("image tokens and image features differ in number");
    }
    int used = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == imageTokenId) {
        System.arraycopy(features, used, embeddings, i * hidden, hidden);
        used += hidden;
      }
    }
    return embeddings;
  }
}
