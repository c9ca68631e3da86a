package dev.dermstream.node.generate;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.TextDecoder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Greedy generation with a key/value cache: the prompt is read once, then every token alone. Ends
 * at one of the model's end tokens, at the token limit, or where the model's context is full.
 * Thread-safe.
 */
public final class TextGenerator {
  private final TextDecoder decoder;
  private final PromptTokenizer tokenizer;
  private final ModelConfig config;

  public TextGenerator(TextDecoder decoder, PromptTokenizer tokenizer, ModelConfig config) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.config = config;
  }

  /**
   * Writes an answer.
   *
   * @param prompt tokens with the image token once for every feature of the image
   * @param maxNewTokens at least 1
   * @param interruption asked before every token
   * @param guide holds the text to a form, made for it alone; null for free text
   * @param pieces takes the text as it comes; pieces concatenate to the whole
   * @throws ServiceException INVALID_INPUT if the prompt leaves no room in the context; what the
   *     interruption throws
   */
  public GeneratedText generate(
      long[] prompt,
      EncodedImage image,
      int adapterId,
      int maxNewTokens,
      Interruption interruption,
      @Nullable TokenGuide guide,
      Consumer<String> pieces) {
    int limit = Math.min(maxNewTokens, requireRoom(prompt));
    TextStream stream = new TextStream(tokenizer);
    interruption.check();
    try (Decoding decoding = decoder.begin(adapterId)) {
      float[] embeddings =
          PromptEmbeddings.of(decoder, prompt, config.imageTokenId(), image.features());
      Logits logits = decoding.next(embeddings, prompt.length);
      for (int tokens = 0; ; tokens++) {
        int token = choose(logits, guide, limit - tokens);
        if (config.endTokenIds().contains(token)) {
          return finish(stream, tokens, true, pieces);
        }
        if (guide != null) {
          guide.accept(token);
        }
        give(stream.add(token), pieces);
        if (tokens + 1 == limit) {
          return finish(stream, limit, false, pieces);
        }
        interruption.check();
        logits = decoding.next(decoder.embed(new long[] {token}), 1);
      }
    }
  }

  private static int choose(Logits logits, @Nullable TokenGuide guide, int remainingTokens) {
    if (guide == null) {
      return logits.argmaxLast();
    }
    float[] scores = new float[logits.vocabSize()];
    logits.values().get((logits.positions() - 1) * logits.vocabSize(), scores);
    guide.mask(scores, remainingTokens);
    return new Logits(FloatBuffer.wrap(scores), 1, logits.vocabSize()).argmaxLast();
  }

  /**
   * Tokens that an answer to a prompt may have before the model's context is full.
   *
   * @throws ServiceException INVALID_INPUT if there is no room for any
   */
  public int requireRoom(long[] prompt) {
    int room = config.contextTokens() - prompt.length;
    if (room < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The prompt has %d tokens with the image; the model takes %d with its answer."
              .formatted(prompt.length, config.contextTokens()));
    }
    return room;
  }

  private static GeneratedText finish(
      TextStream stream, int tokens, boolean ended, Consumer<String> pieces) {
    give(stream.finish(), pieces);
    return new GeneratedText(stream.text(), tokens, ended);
  }

  private static void give(String piece, Consumer<String> pieces) {
    if (!piece.isEmpty()) {
      pieces.accept(piece);
    }
  }
}
