package dev.dermstream.node.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.lora.LoraCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterStackTest {
  @TempDir Path folder;

  @Test
  void oneAdapterForAllRowsIsFedFromItsOwnMemory() throws IOException {
    AdapterWeights adapter = adapter(3, 1);

    List<StackInput> inputs =
        new AdapterStack(Adapters.SHAPE).put(List.of(adapter, adapter, adapter));

    assertThat(inputs).hasSize(4);
    assertThat(inputs.getFirst().name()).isEqualTo("lora_a.block.q_proj");
    assertThat(inputs.getFirst().shape()).containsExactly(1, 6, 3);
    assertThat(inputs.getFirst().values())
        .isEqualTo(adapter.layer("block.q_proj").a())
        .matches(values -> values.isDirect());
    adapter.layer("block.q_proj").a().put(0, 42);
    assertThat(inputs.getFirst().values().get(0)).isEqualTo(42);
  }

  @Test
  void theBaseAloneIsRankOneOfZeros() {
    List<StackInput> inputs =
        new AdapterStack(Adapters.SHAPE).put(List.of(AdapterWeights.none(Adapters.SHAPE)));

    for (StackInput input : inputs) {
      assertThat(floats(input)).containsOnly(0);
    }
    assertThat(inputs.get(1).shape()).containsExactly(1, 1, 8);
  }

  @Test
  void everyRowHasItsOwnWeightsWhateverWasThereBefore() throws IOException {
    long seed = 77;
    SplittableRandom random = new SplittableRandom(seed);
    List<AdapterWeights> known = new ArrayList<>();
    known.add(AdapterWeights.none(Adapters.SHAPE));
    for (int rank = 1; rank <= 4; rank++) {
      known.add(adapter(rank, rank));
      known.add(adapter(rank, 10 + rank));
    }
    AdapterStack stack = new AdapterStack(Adapters.SHAPE);
    for (int step = 0; step < 300; step++) {
      List<AdapterWeights> batch = new ArrayList<>();
      int rows = random.nextInt(1, 7);
      for (int row = 0; row < rows; row++) {
        batch.add(known.get(random.nextInt(known.size())));
      }

      List<StackInput> inputs = stack.put(batch);

      for (StackInput input : inputs) {
        for (int row = 0; row < rows; row++) {
          assertThat(rowOf(input, row, rows))
              .as("seed %d, step %d, %s, row %d", seed, step, input.name(), row)
              .isEqualTo(expected(input, batch.get(row)));
        }
      }
    }
  }

  private AdapterWeights adapter(int rank, long seed) throws IOException {
    Path files = Adapters.random(folder.resolve(rank + "-" + seed), Adapters.SHAPE, rank, seed);
    return AdapterWeights.of(Adapters.SHAPE, LoraCheckpoint.read(files, Adapters.SHAPE.base()));
  }

  private static float[] rowOf(StackInput input, int row, int rows) {
    int count = (int) input.shape()[0];
    assertThat(count).isIn(1, rows);
    float[] all = floats(input);
    int size = all.length / count;
    float[] one = new float[size];
    System.arraycopy(all, count == 1 ? 0 : row * size, one, 0, size);
    return one;
  }

  /** An adapter's values at the rank of the input, zeros beyond its own. */
  private static float[] expected(StackInput input, AdapterWeights adapter) {
    boolean isA = input.name().startsWith("lora_a.");
    AdapterWeights.Layer layer = adapter.layer(input.name().substring("lora_a.".length()));
    int rows = (int) input.shape()[1];
    int columns = (int) input.shape()[2];
    float[] values = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (isA && c < adapter.rank()) {
          values[r * columns + c] = layer.a().get(r * adapter.rank() + c);
        } else if (!isA && r < adapter.rank()) {
          values[r * columns + c] = layer.b().get(r * columns + c);
        }
      }
    }
    return values;
  }

  private static float[] floats(StackInput input) {
    long size = 1;
    for (long dimension : input.shape()) {
      size *= dimension;
    }
    assertThat(input.values().remaining()).isEqualTo((int) size);
    float[] values = new float[(int) size];
    input.values().get(0, values);
    return values;
  }
}
