package dev.dermstream.node.generate;

import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import org.jspecify.annotations.Nullable;

/**
 * A text to be written.
 *
 * @param prompt tokens, with the image token once for every feature of the image
 * @param constantTokens how many tokens at the prompt's beginning are the same in every request of
 *     its profile; 0 if none or unknown
 * @param adapterId row of the stacked adapters, 0 for the base model
 * @param adapterDigest of the weights behind that row, so that nothing computed with others is used
 *     again; empty for the base model
 * @param maxNewTokens at least 1
 * @param guide holds the text to a form, made for it alone; null for free text
 * @param ticket its payload bytes do not count here
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
public record GenerationRequest(
    long[] prompt,
    int constantTokens,
    EncodedImage image,
    int adapterId,
    String adapterDigest,
    int maxNewTokens,
    SamplingParameters sampling,
    @Nullable TokenGuide guide,
    Ticket ticket) {
  public GenerationRequest {
    if (prompt.length == 0 || maxNewTokens < 1) {
      throw new IllegalArgumentException("a text needs a prompt and room for a token");
    }
    if (constantTokens < 0 || constantTokens >= prompt.length) {
      throw new IllegalArgumentException("constantTokens: " + constantTokens);
    }
  }
}
