package dev.dermstream.trainer.tokenizer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a vocabulary the way Hugging Face tokenizers keep it: {@code tokenizer.json}, {@code
 * tokenizer_config.json} and {@code special_tokens_map.json}.
 *
 * <p>No normaliser, no post-processor and no prefix space: what is decoded is, byte for byte, what
 * was encoded.
 */
public final class TokenizerFiles {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private TokenizerFiles() {}

  /**
   * Writes the three files.
   *
   * @param directory made if it is not there
   * @param model must hold {@link SpecialTokens#ALL} as its special tokens
   * @param longest number of tokens that the language model can read at once
   */
  public static void write(Path directory, BpeModel model, int longest) throws IOException {
    if (!model.specialTokens().equals(SpecialTokens.ALL)) {
      throw new IllegalArgumentException("Other special tokens: " + model.specialTokens());
    }
    Files.createDirectories(directory);
    save(directory.resolve("tokenizer.json"), tokenizer(model));
    save(directory.resolve("tokenizer_config.json"), config(longest));
    save(directory.resolve("special_tokens_map.json"), roles());
  }

  private static void save(Path file, JsonObject json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }

  private static JsonObject tokenizer(BpeModel model) {
    JsonArray added = new JsonArray();
    for (int id = 0; id < model.specialTokens().size(); id++) {
      JsonObject token = new JsonObject();
      token.addProperty("id", id);
      added.add(describe(token, model.specialTokens().get(id)));
    }
    JsonObject root = new JsonObject();
    root.addProperty("version", "1.0");
    root.add("truncation", null);
    root.add("padding", null);
    root.add("added_tokens", added);
    root.add("normalizer", null);
    root.add("pre_tokenizer", preTokenizer());
    root.add("post_processor", null);
    root.add("decoder", byteLevel());
    root.add("model", bpe(model));
    return root;
  }

  private static JsonObject preTokenizer() {
    JsonObject digits = new JsonObject();
    digits.addProperty("type", "Digits");
    digits.addProperty("individual_digits", true);
    JsonArray steps = new JsonArray();
    steps.add(digits);
    steps.add(byteLevel());
    JsonObject sequence = new JsonObject();
    sequence.addProperty("type", "Sequence");
    sequence.add("pretokenizers", steps);
    return sequence;
  }

  private static JsonObject byteLevel() {
    JsonObject step = new JsonObject();
    step.addProperty("type", "ByteLevel");
    step.addProperty("add_prefix_space", false);
    step.addProperty("trim_offsets", true);
    step.addProperty("use_regex", true);
    return step;
  }

  private static JsonObject bpe(BpeModel model) {
    JsonObject vocabulary = new JsonObject();
    for (int id = 0; id < model.tokens().size(); id++) {
      vocabulary.addProperty(model.tokens().get(id), id);
    }
    JsonArray merges = new JsonArray();
    model.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
    JsonObject bpe = new JsonObject();
    bpe.addProperty("type", "BPE");
    bpe.add("dropout", null);
    bpe.add("unk_token", null);
    bpe.add("continuing_subword_prefix", null);
    bpe.add("end_of_word_suffix", null);
    bpe.addProperty("fuse_unk", false);
    bpe.addProperty("byte_fallback", false);
    bpe.addProperty("ignore_merges", false);
    bpe.add("vocab", vocabulary);
    bpe.add("merges", merges);
    return bpe;
  }

  private static JsonObject config(int longest) {
    JsonObject tokens = new JsonObject();
    for (int id = 0; id < SpecialTokens.ALL.size(); id++) {
      tokens.add(Integer.toString(id), describe(new JsonObject(), SpecialTokens.ALL.get(id)));
    }
    JsonObject config = roles();
    config.addProperty("tokenizer_class", "GPT2Tokenizer");
    config.addProperty("add_prefix_space", false);
    config.addProperty("clean_up_tokenization_spaces", false);
    config.addProperty("model_max_length", longest);
    config.add("added_tokens_decoder", tokens);
    return config;
  }

  private static JsonObject roles() {
    JsonObject roles = new JsonObject();
    roles.addProperty("bos_token", SpecialTokens.IM_START);
    roles.addProperty("eos_token", SpecialTokens.END_OF_UTTERANCE);
    roles.addProperty("pad_token", SpecialTokens.END_OF_TEXT);
    roles.addProperty("unk_token", SpecialTokens.END_OF_TEXT);
    List<String> others = new ArrayList<>(SpecialTokens.ALL);
    others.removeAll(
        List.of(SpecialTokens.IM_START, SpecialTokens.END_OF_UTTERANCE, SpecialTokens.END_OF_TEXT));
    roles.add("additional_special_tokens", GSON.toJsonTree(others));
    return roles;
  }

  private static JsonObject describe(JsonObject token, String content) {
    token.addProperty("content", content);
    token.addProperty("single_word", false);
    token.addProperty("lstrip", false);
    token.addProperty("rstrip", false);
    token.addProperty("normalized", false);
    token.addProperty("special", true);
    return token;
  }
}
