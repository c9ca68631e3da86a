package dev.dermstream.node.generate;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.OfflineEngine;
import dev.dermstream.platform.release.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Text to tokens and back. A prompt is the profile's template with its text, and the image token
 * repeated once for every image feature, tokenized as one string without further special tokens: a
 * template names the beginning of a text itself where a model wants one.
 *
 * <p>Nothing in a text can become a reserved token: the reserved tokens of a prompt must be those
 * of its template. Thread-safe.
 */
public final class PromptTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int imageTokenId;
  private final String imageToken;

  /** {@link #word} by id; grows to the vocabulary's size at most. */
  private final Map<Long, String> words = new ConcurrentHashMap<>();

  private PromptTokenizer(
      HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, int imageTokenId, String imageToken) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.imageTokenId = imageTokenId;
    this.imageToken = imageToken;
  }

  /**
   * Loads a {@code tokenizer.json}.
   *
   * @param imageTokenId id of the placeholder that image features replace
   * @throws IOException if it cannot be read, or has no token of that id
   */
  public static PromptTokenizer load(Path file, int imageTokenId) throws IOException {
    Vocabulary vocabulary = Vocabulary.read(file);
    String imageToken = vocabulary.spelling(imageTokenId);
    if (imageToken == null) {
      throw new IOException(file + ": has no token of the image_token_id " + imageTokenId);
    }
    OfflineEngine.prepare();
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optAddSpecialTokens(false)
            .optTruncation(false)
            .optPadding(false)
            .build();
    return new PromptTokenizer(tokenizer, vocabulary, imageTokenId, imageToken);
  }

  /**
   * Tokens of a prompt.
   *
   * @param template with {@link Profile#IMAGE_PLACE} and {@link Profile#TEXT_PLACE} once each
   * @param text anyone's words
   * @param imageTokens how many features the image has
   * @return ids, the image token among them {@code imageTokens} times
   * @throws ServiceException INVALID_INPUT if the text spells a reserved token
   */
  public long[] prompt(String template, String text, int imageTokens) {
    long[] ids = encode(filled(template, text, imageTokens));
    long[] reserved = reserved(ids);
    if (!Arrays.equals(reserved, reserved(encode(filled(template, "", imageTokens))))) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The text spells a token that is reserved for the model; write it otherwise.");
    }
    if (Arrays.stream(ids).filter(id -> id == imageTokenId).count() != imageTokens) {
      throw new IllegalStateException("The prompt template holds image tokens of its own");
    }
    return ids;
  }

  /**
   * Tokens of an answer as a model is trained to write it behind a prompt, without an end token.
   *
   * @param text anyone's words
   * @throws ServiceException INVALID_INPUT if the text spells a reserved token, or none at all
   */
  public long[] answer(String text) {
    long[] ids = encode(text);
    if (ids.length == 0 || reserved(ids).length > 0) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "A label spells a token that is reserved for the model, or none that it knows; write it"
              + " otherwise.");
    }
    return ids;
  }

  /**
   * How many tokens at the beginning of a template's prompts are the same in all of them: those
   * before the image, where no text comes before it.
   */
  public int constantTokens(String template, long[] prompt) {
    if (template.indexOf(Profile.TEXT_PLACE) < template.indexOf(Profile.IMAGE_PLACE)) {
      return 0;
    }
    int tokens = 0;
    while (prompt[tokens] != imageTokenId) {
      tokens++;
    }
    return tokens;
  }

  /** Words of tokens, reserved tokens left out. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  /**
   * Words of a token that says the same wherever it stands; null if that depends on its neighbours.
   */
  @Nullable String word(long id) {
    if (!vocabulary.byteLevel()) {
      return null;
    }
    String word = words.computeIfAbsent(id, any -> decode(new long[] {any}));
    return word.indexOf(TextStream.INCOMPLETE) < 0 ? word : null;
  }

  private long[] encode(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  private long[] reserved(long[] ids) {
    return Arrays.stream(ids).filter(vocabulary::isReserved).toArray();
  }

  /** By position, not by replacing: a text may hold the places' names. */
  private String filled(String template, String text, int imageTokens) {
    String image = imageToken.repeat(imageTokens);
    int imageAt = template.indexOf(Profile.IMAGE_PLACE);
    int textAt = template.indexOf(Profile.TEXT_PLACE);
    StringBuilder prompt = new StringBuilder(template);
    if (imageAt < textAt) {
      prompt.replace(textAt, textAt + Profile.TEXT_PLACE.length(), text);
      prompt.replace(imageAt, imageAt + Profile.IMAGE_PLACE.length(), image);
    } else {
      prompt.replace(imageAt, imageAt + Profile.IMAGE_PLACE.length(), image);
      prompt.replace(textAt, textAt + Profile.TEXT_PLACE.length(), text);
    }
    return prompt.toString();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
