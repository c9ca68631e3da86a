package dev.dermstream.node.adapter;

import dev.dermstream.platform.lora.LoraInputs;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The adapters of the rows of one batch as the decoder takes them. Where all rows have the same
 * adapter its own memory is the input and nothing is copied. Otherwise the rows are put together
 * here, once for as many steps as the batch stays together; for the next batch only the rows that
 * differ are written. Confined to one thread at a time.
 */
final class AdapterStack {
  private final AdapterShape shape;
  private final Map<String, AdapterWeights.Layer> memory = new HashMap<>();

  /** What {@link #memory} holds, row by row; rows behind the batch are kept for the next one. */
  private List<AdapterWeights> rows = List.of();

  /** The highest so far; rows of a smaller one are filled up with zeros. */
  private int rank;

  private int capacity;

  AdapterStack(AdapterShape shape) {
    this.shape = shape;
  }

  /**
   * The inputs for a batch; those of the batch before must not be read any more.
   *
   * @param batch the adapter of each row, at least one row
   */
  List<StackInput> put(List<AdapterWeights> batch) {
    AdapterWeights first = batch.getFirst();
    if (batch.stream().allMatch(row -> row == first)) {
      return inputs(1, first.rank(), first::layer);
    }
    write(batch);
    return inputs(batch.size(), rank, name -> Objects.requireNonNull(memory.get(name)));
  }

  private List<StackInput> inputs(
      int count, int width, Function<String, AdapterWeights.Layer> layers) {
    List<StackInput> inputs = new ArrayList<>();
    shape
        .layers()
        .forEach((name, size) -> {
          AdapterWeights.Layer layer = layers.apply(name);
          FloatBuffer a = layer.a().slice(0, count * size.in() * width);
          FloatBuffer b = layer.b().slice(0, count * width * size.out());
          inputs.add(new StackInput(LoraInputs.A + name, a, new long[] {count, size.in(), width}));
          inputs.add(new StackInput(LoraInputs.B + name, b, new long[] {count, width, size.out()}));
        });
    return inputs;
  }

  private void write(List<AdapterWeights> batch) {
    int needed = batch.stream().mapToInt(AdapterWeights::rank).max().orElseThrow();
    if (needed > rank || batch.size() > capacity) {
      allocate(Math.max(needed, rank), Math.max(batch.size(), capacity));
    }
    List<AdapterWeights> written = new ArrayList<>(rows);
    for (int row = 0; row < batch.size(); row++) {
      AdapterWeights wanted = batch.get(row);
      if (row == written.size()) {
        write(row, wanted);
        written.add(wanted);
      } else if (written.get(row) != wanted) {
        write(row, wanted);
        written.set(row, wanted);
      }
    }
    rows = written;
  }

  private void allocate(int newRank, int newCapacity) {
    rank = newRank;
    capacity = newCapacity;
    rows = List.of();
    shape
        .layers()
        .forEach((name, size) ->
            memory.put(
                name,
                new AdapterWeights.Layer(
                    AdapterWeights.direct(capacity * size.in() * rank),
                    AdapterWeights.direct(capacity * rank * size.out()))));
  }

  private void write(int row, AdapterWeights adapter) {
    int own = adapter.rank();
    shape
        .layers()
        .forEach((name, size) -> {
          AdapterWeights.Layer from = adapter.layer(name);
          AdapterWeights.Layer to = Objects.requireNonNull(memory.get(name));
          int a = row * size.in() * rank;
          if (own == rank) {
            to.a().put(a, from.a(), 0, size.in() * rank);
          } else {
            float[] padding = new float[rank - own];
            for (int i = 0; i < size.in(); i++) {
              to.a().put(a + i * rank, from.a(), i * own, own);
              to.a().put(a + i * rank + own, padding);
            }
          }
          int b = row * rank * size.out();
          to.b().put(b, from.b(), 0, own * size.out());
          to.b().put(b + own * size.out(), new float[(rank - own) * size.out()]);
        });
  }
}
