package dev.dermstream.node.generate;

import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.TextDecoder;
import java.util.List;

/** A real decoder before whose every run something happens: it hangs, or fails. */
record HookedDecoder(TextDecoder decoder, Runnable beforeRun) implements TextDecoder {
  @Override
  public float[] embed(long[] ids) {
    return decoder.embed(ids);
  }

  @Override
  public Decoding begin(int... adapterIds) {
    return new Hooked(decoder.begin(adapterIds), beforeRun);
  }

  @Override
  public Decoding resume(int[] adapterIds, List<KeyValues> prefixes) {
    return new Hooked(decoder.resume(adapterIds, prefixes), beforeRun);
  }

  @Override
  public int adapters() {
    return decoder.adapters();
  }

  @Override
  public boolean takesUnequalRows() {
    return decoder.takesUnequalRows();
  }

  @Override
  public long tokenBytes() {
    return decoder.tokenBytes();
  }

  @Override
  public long heldBytes() {
    return decoder.heldBytes();
  }

  @Override
  public void close() {
    decoder.close();
  }

  private record Hooked(Decoding decoding, Runnable beforeRun) implements Decoding {
    @Override
    public int rows() {
      return decoding.rows();
    }

    @Override
    public Logits read(float[] embeddings, int tokens) {
      beforeRun.run();
      return decoding.read(embeddings, tokens);
    }

    @Override
    public Logits next(long[] ids) {
      beforeRun.run();
      return decoding.next(ids);
    }

    @Override
    public void keep(int[] keep) {
      decoding.keep(keep);
    }

    @Override
    public void join(int[] keep, Decoding others) {
      decoding.join(keep, ((Hooked) others).decoding);
    }

    @Override
    public KeyValues keyValues(int row, int tokens) {
      return decoding.keyValues(row, tokens);
    }

    @Override
    public void close() {
      decoding.close();
    }
  }
}
