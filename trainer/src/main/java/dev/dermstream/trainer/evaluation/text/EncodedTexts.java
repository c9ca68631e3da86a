package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts through an encoder, each once however often a group of rows holds it. What belongs to a
 * group is given up before the next, so that a file of any length fits in memory. Not thread-safe.
 */
final class EncodedTexts {
  /** Rows whose embeddings are in memory at once. */
  static final int GROUP = 64;

  private final TextEncoder encoder;
  private final Map<String, TokenEmbeddings> embeddings = new HashMap<>();

  EncodedTexts(TextEncoder encoder) {
    this.encoder = encoder;
  }

  /** Embeds these texts and forgets those before; texts without a token have no embedding. */
  void prepare(List<String> texts) throws IOException {
    embeddings.clear();
    Map<String, Tokens> wanted = new LinkedHashMap<>();
    for (String text : texts) {
      Tokens tokens = encoder.tokens(text);
      if (tokens.holdText()) {
        wanted.put(text, tokens);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    List<TokenEmbeddings> given = encoder.embed(new ArrayList<>(wanted.values()));
    int at = 0;
    for (String text : wanted.keySet()) {
      embeddings.put(text, given.get(at++));
    }
  }

  /** Of a text that was prepared; empty if it has no token. */
  Optional<TokenEmbeddings> of(String text) {
    return Optional.ofNullable(embeddings.get(text));
  }
}
