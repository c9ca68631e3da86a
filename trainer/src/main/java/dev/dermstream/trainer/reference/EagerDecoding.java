package dev.dermstream.trainer.reference;

import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.Logits;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows that read one after the other, each as if it were alone. */
final class EagerDecoding implements Decoding {
  private final EagerTextDecoder decoder;
  private List<EagerRow> rows;

  EagerDecoding(EagerTextDecoder decoder, List<EagerRow> rows) {
    this.decoder = decoder;
    this.rows = List.copyOf(rows);
  }

  @Override
  public int rows() {
    return rows.size();
  }

  @Override
  public Logits read(float[] embeddings, int tokens) {
    FloatBuffer logits = FloatBuffer.allocate(Math.multiplyExact(rows.size(), vocabSize()));
    int size = embeddings.length / rows.size();
    for (int row = 0; row < rows.size(); row++) {
      float[] own = Arrays.copyOfRange(embeddings, row * size, (row + 1) * size);
      logits.put(rows.get(row).read(own, tokens));
    }
    return new Logits(logits.flip(), rows.size(), 1, vocabSize());
  }

  @Override
  public Logits next(long[] ids) {
    return read(decoder.embed(ids), 1);
  }

  private int vocabSize() {
    return decoder.vocabSize();
  }

  @Override
  public void keep(int[] keep) {
    List<EagerRow> kept = new ArrayList<>();
    for (int row : keep) {
      kept.add(rows.get(row));
    }
    rows.stream().filter(row -> !kept.contains(row)).forEach(EagerRow::close);
    rows = List.copyOf(kept);
  }

  @Override
  public void join(int[] keep, Decoding others) {
    if (!(others instanceof EagerDecoding joining) || joining.decoder != decoder) {
      others.close();
      throw new IllegalArgumentException("rows of another decoder cannot join");
    }
    keep(keep);
    List<EagerRow> both = new ArrayList<>(rows);
    both.addAll(joining.rows);
    joining.rows = List.of();
    rows = List.copyOf(both);
  }

  @Override
  public KeyValues keyValues(int row, int tokens) {
    return rows.get(row).keyValues(tokens);
  }

  @Override
  public void close() {
    rows.forEach(EagerRow::close);
    rows = List.of();
  }
}
