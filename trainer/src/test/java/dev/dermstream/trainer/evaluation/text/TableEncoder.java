package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Words parted at blanks, each with an embedding that the test knows; no context. */
final class TableEncoder implements TextEncoder {
  private final List<String> words;
  private final Map<String, float[]> table;
  private int runs;

  TableEncoder(Map<String, float[]> table) {
    this.table = table;
    this.words = table.keySet().stream().sorted().toList();
  }

  /** How often it was run. */
  int runs() {
    return runs;
  }

  @Override
  public Identity identity() {
    return new Identity("table", "0".repeat(64));
  }

  /** A word in brackets is special. */
  @Override
  public Tokens tokens(String text) {
    List<String> parts =
        Arrays.stream(text.split(" ", -1)).filter(part -> !part.isEmpty()).toList();
    boolean[] special = new boolean[parts.size()];
    for (int i = 0; i < special.length; i++) {
      special[i] = parts.get(i).startsWith("[");
    }
    return new Tokens(parts.stream().mapToLong(words::indexOf).toArray(), special, false);
  }

  @Override
  public List<TokenEmbeddings> embed(List<Tokens> texts) {
    runs++;
    return texts.stream().map(this::embed).toList();
  }

  private TokenEmbeddings embed(Tokens tokens) {
    int dimension = table.values().iterator().next().length;
    float[] values = new float[tokens.length() * dimension];
    for (int i = 0; i < tokens.length(); i++) {
      float[] row = Objects.requireNonNull(table.get(words.get((int) tokens.ids()[i])));
      System.arraycopy(row, 0, values, i * dimension, dimension);
    }
    return new TokenEmbeddings(tokens, values, dimension);
  }

  @Override
  public void close() {}
}
