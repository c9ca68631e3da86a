package dev.dermstream.node.adapter;

import dev.dermstream.node.engine.SharedInputs;
import dev.dermstream.platform.lora.LoraInputs;
import dev.dermstream.platform.safetensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Feeds the decoder the adapters that the rows of a run hold. What was put together for a batch is
 * kept for the next step of the same batch. Thread-safe; to be closed after the decoder's last run.
 */
public final class AdapterFeed implements SharedInputs, AutoCloseable {
  private final AdapterStore store;
  private final Set<String> names = new LinkedHashSet<>();

  /** What no run uses now, the last used last; as many as runs were ever at once. */
  private final List<FedBatch> idle = new ArrayList<>();

  public AdapterFeed(AdapterStore store) {
    this.store = store;
    for (String layer : store.shape().layers().keySet()) {
      names.add(LoraInputs.A + layer);
      names.add(LoraInputs.B + layer);
    }
  }

  @Override
  public Set<String> names() {
    return Set.copyOf(names);
  }

  @Override
  public int adapters() {
    return store.adapterIds();
  }

  @Override
  public Lease lease(long[] adapterIds) {
    List<AdapterWeights> rows = store.weights(adapterIds);
    FedBatch batch = take(rows);
    boolean fed = false;
    try {
      Lease lease = new Lease(batch.tensors(rows), () -> giveBack(batch));
      fed = true;
      return lease;
    } finally {
      if (!fed) {
        batch.close();
      }
    }
  }

  @Override
  public Map<String, Tensor> weights(int adapterId) {
    AdapterWeights adapter = store.weights(new long[] {adapterId}).getFirst();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    store
        .shape()
        .layers()
        .forEach((name, size) -> {
          AdapterWeights.Layer layer = adapter.layer(name);
          weights.put(LoraInputs.A + name, tensor(layer.a(), size.in(), adapter.rank()));
          weights.put(LoraInputs.B + name, tensor(layer.b(), adapter.rank(), size.out()));
        });
    return weights;
  }

  private static Tensor tensor(FloatBuffer values, int rows, int columns) {
    float[] copy = new float[values.capacity()];
    values.get(0, copy);
    return Tensor.ofFloats(copy, rows, columns);
  }

  /** The one that holds this batch already, or any. */
  private synchronized FedBatch take(List<AdapterWeights> rows) {
    for (int i = idle.size() - 1; i >= 0; i--) {
      if (idle.get(i).holds(rows)) {
        return idle.remove(i);
      }
    }
    return idle.isEmpty() ? new FedBatch(store.shape()) : idle.removeLast();
  }

  private synchronized void giveBack(FedBatch batch) {
    idle.add(batch);
  }

  @Override
  public synchronized void close() {
    idle.forEach(FedBatch::close);
    idle.clear();
  }
}
