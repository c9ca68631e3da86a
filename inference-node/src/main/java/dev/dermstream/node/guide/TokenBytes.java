package dev.dermstream.node.guide;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of text that each token of a vocabulary stands for. Reserved and added tokens stand for
 * none. Immutable.
 */
public final class TokenBytes {
  private final byte[][] bytes;
  private final boolean dropsLeadingSpace;

  /**
   * A vocabulary.
   *
   * @param bytes by token id, not copied; empty for a token that is no text
   * @param dropsLeadingSpace whether the decoder takes one space from the beginning of a text
   */
  public TokenBytes(byte[][] bytes, boolean dropsLeadingSpace) {
    this.bytes = bytes;
    this.dropsLeadingSpace = dropsLeadingSpace;
  }

  /**
   * Reads a Hugging Face {@code tokenizer.json}: byte-level BPE, and the SentencePiece style with
   * {@code ▁} for a space and {@code <0xNN>} for a byte.
   *
   * @throws IOException if it cannot be read, or spells its tokens in another way
   */
  public static TokenBytes read(Path tokenizer) throws IOException {
    try {
      JsonObject json = JsonParser.parseString(Files.readString(tokenizer)).getAsJsonObject();
      Spelling spelling =
          Spelling.of(json)
              .orElseThrow(() ->
                  new IOException(
                      tokenizer
                          + ": guided output knows neither byte-level nor SentencePiece tokens in"
                          + " its decoder; serve it with dermstream.node.guide.enabled = false"));
      return new TokenBytes(
          bytes(json, spelling), SentencePieceSpelling.dropsLeadingSpace(json.get("decoder")));
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException e) {
      throw new IOException(tokenizer + ": not a tokenizer.json", e);
    }
  }

  /** One more than the highest token id. */
  public int size() {
    return bytes.length;
  }

  /** The text of a token, not to be changed; empty if it is no text. */
  byte[] of(int id) {
    return bytes[id];
  }

  boolean dropsLeadingSpace() {
    return dropsLeadingSpace;
  }

  private static byte[][] bytes(JsonObject json, Spelling spelling) {
    Map<Integer, String> vocabulary = vocabulary(json.getAsJsonObject("model").get("vocab"));
    Map<Integer, String> added = added(json.get("added_tokens"));
    int size = 0;
    for (Integer id : vocabulary.keySet()) {
      size = Math.max(size, id + 1);
    }
    for (Integer id : added.keySet()) {
      size = Math.max(size, id + 1);
    }
    byte[][] bytes = new byte[size][0];
    vocabulary.forEach((id, written) -> {
      if (!added.containsKey(id)) {
        bytes[id] = spelling.bytes(written);
      }
    });
    return bytes;
  }

  /** An object of ids by token (BPE), or a list of pairs of token and score (Unigram). */
  private static Map<Integer, String> vocabulary(JsonElement vocab) {
    Map<Integer, String> vocabulary = new HashMap<>();
    if (vocab instanceof JsonArray pairs) {
      for (int id = 0; id < pairs.size(); id++) {
        vocabulary.put(id, pairs.get(id).getAsJsonArray().get(0).getAsString());
      }
    } else {
      vocab.getAsJsonObject().asMap().forEach((token, id) -> vocabulary.put(id.getAsInt(), token));
    }
    return vocabulary;
  }

  private static Map<Integer, String> added(@Nullable JsonElement tokens) {
    Map<Integer, String> added = new HashMap<>();
    if (tokens instanceof JsonArray list) {
      for (JsonElement token : list) {
        JsonObject object = token.getAsJsonObject();
        added.put(object.get("id").getAsInt(), object.get("content").getAsString());
      }
    }
    return added;
  }

  /** How a vocabulary writes bytes as characters. */
  interface Spelling {
    /** The bytes of a token as written; empty if it stands for none. */
    byte[] bytes(String written);

    static Optional<Spelling> of(JsonObject tokenizer) {
      JsonElement decoder = tokenizer.get("decoder");
      if (Decoders.contains(decoder, "ByteLevel")) {
        return Optional.of(new ByteLevelSpelling());
      }
      if (Decoders.contains(decoder, "Metaspace") || Decoders.contains(decoder, "ByteFallback")) {
        return Optional.of(new SentencePieceSpelling());
      }
      return Optional.empty();
    }
  }
}
