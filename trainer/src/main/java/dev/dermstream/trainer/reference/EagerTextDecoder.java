package dev.dermstream.trainer.reference;

import ai.djl.ndarray.NDManager;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.model.TextConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The language side; every row of a decoding has a key/value cache of its own. */
final class EagerTextDecoder implements TextDecoder {
  private final EagerWeights weights;
  private final AtomicLong heldBytes = new AtomicLong();

  EagerTextDecoder(EagerWeights weights) {
    this.weights = weights;
  }

  @Override
  public float[] embed(long[] ids) {
    return Autograd.withoutGradient(() -> {
      try (NDManager manager = weights.newManager()) {
        return weights.base().tokenEmbeds(manager, ids).toFloatArray();
      }
    });
  }

  @Override
  public Decoding begin(int... adapterIds) {
    requireAdapters(adapterIds);
    List<EagerRow> rows = new ArrayList<>();
    for (int adapterId : adapterIds) {
      rows.add(new EagerRow(weights, heldBytes, adapterId));
    }
    return new EagerDecoding(this, rows);
  }

  @Override
  public Decoding resume(int[] adapterIds, List<KeyValues> prefixes) {
    requireAdapters(adapterIds);
    int tokens = prefixes.getFirst().tokens();
    if (prefixes.size() != adapterIds.length
        || prefixes.stream().anyMatch(prefix -> prefix.tokens() != tokens)) {
      throw new IllegalArgumentException("a prefix of " + tokens + " tokens for each row");
    }
    List<EagerRow> rows = new ArrayList<>();
    for (int row = 0; row < adapterIds.length; row++) {
      EagerRow begun = new EagerRow(weights, heldBytes, adapterIds[row]);
      begun.resume(prefixes.get(row));
      rows.add(begun);
    }
    return new EagerDecoding(this, rows);
  }

  private void requireAdapters(int[] adapterIds) {
    for (int adapterId : adapterIds) {
      if (adapterId < 0 || adapterId >= adapters()) {
        throw new IllegalArgumentException("the model has no adapter " + adapterId);
      }
    }
  }

  int vocabSize() {
    return weights.config().text().vocabSize();
  }

  @Override
  public int adapters() {
    return weights.adapters();
  }

  @Override
  public boolean takesUnequalRows() {
    return true;
  }

  @Override
  public long tokenBytes() {
    TextConfig text = weights.config().text();
    return 2L * text.layers() * text.keyValueHeads() * text.headDim() * Float.BYTES;
  }

  @Override
  public long heldBytes() {
    return heldBytes.get();
  }

  @Override
  public void close() {
    weights.release();
  }
}
