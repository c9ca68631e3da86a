package dev.dermstream.trainer.finetune.base;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether a tokenizer belongs to a model: a wrong one would train on other words in silence. */
final class TokenizerCheck {
  /** What prompts and answers are built from; the padding may be any token. */
  private static final List<String> NEEDED =
      List.of(
          SpecialTokens.IM_START,
          SpecialTokens.END_OF_UTTERANCE,
          SpecialTokens.FAKE_TOKEN_AROUND_IMAGE,
          SpecialTokens.GLOBAL_IMAGE,
          SpecialTokens.IMAGE);

  private TokenizerCheck() {}

  /**
   * Checks {@code tokenizer.json} against {@code config.json}.
   *
   * @throws FineTuneException naming what does not match
   */
  static void require(Path file, TextCodec codec, Idefics3Config config) throws IOException {
    long last = lastId(file);
    if (last >= config.text().vocabSize()) {
      throw new FineTuneException(
          "%s has the token id %d, the model's vocabulary ends at %d (vocab_size): it is not the tokenizer of this model"
              .formatted(file, last, config.text().vocabSize() - 1));
    }
    for (String token : NEEDED) {
      requireToken(file, codec, token);
    }
    int image = codec.idOf(SpecialTokens.IMAGE);
    if (image != config.imageTokenId()) {
      throw new FineTuneException(
          "%s gives %s the id %d, the model's image_token_id is %d: it is not the tokenizer of this model"
              .formatted(file, SpecialTokens.IMAGE, image, config.imageTokenId()));
    }
  }

  private static void requireToken(Path file, TextCodec codec, String token) throws IOException {
    int ids = codec.encode(token).length;
    if (ids != 1) {
      throw new FineTuneException(
          "%s has no token %s, with which prompts are built".formatted(file, token));
    }
  }

  private static long lastId(Path file) throws IOException {
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      long last = -1;
      for (Map.Entry<String, JsonElement> entry :
          json.getAsJsonObject("model").getAsJsonObject("vocab").entrySet()) {
        last = Math.max(last, entry.getValue().getAsLong());
      }
      if (json.has("added_tokens")) {
        for (JsonElement added : json.getAsJsonArray("added_tokens")) {
          last = Math.max(last, added.getAsJsonObject().get("id").getAsLong());
        }
      }
      return last;
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new FineTuneException(file + " is no tokenizer.json with model.vocab", e);
    }
  }
}
