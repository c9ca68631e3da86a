package dev.dermstream.trainer.checkpoint;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Several LoRA adapters of one base as stacked tensors, so that one batch can mix them: {@code
 * MODULE.lora_A [adapters, in, r]} and {@code MODULE.lora_B [adapters, r, out]}, the scale folded
 * into B. Adapter 0 is none (zeros), adapter {@code i} is the {@code i}-th of the list; smaller
 * ranks are filled up with zeros.
 */
public final class AdapterStack {
  public static final String FILE = "adapters.safetensors";
  public static final String A = ".lora_A";
  public static final String B = ".lora_B";

  private AdapterStack() {}

  /** The stacked tensors by name. */
  public static Map<String, Tensor> of(List<LoraCheckpoint> adapters) {
    TreeSet<String> modules = new TreeSet<>();
    adapters.forEach(adapter -> modules.addAll(adapter.pairs().keySet()));
    int rank = adapters.stream().mapToInt(adapter -> adapter.config().rank()).max().orElse(0);
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (String module : modules) {
      stack(module, adapters, rank, stacked);
    }
    return stacked;
  }

  private static void stack(
      String module, List<LoraCheckpoint> adapters, int rank, Map<String, Tensor> stacked) {
    int in = 0;
    int out = 0;
    for (LoraCheckpoint adapter : adapters) {
      LoraPair pair = adapter.pairs().get(module);
      if (pair != null) {
        in = pair.a().dimension(1);
        out = pair.b().dimension(0);
      }
    }
    int count = adapters.size() + 1;
    float[] a = new float[count * in * rank];
    float[] b = new float[count * rank * out];
    for (int i = 1; i < count; i++) {
      LoraCheckpoint adapter = adapters.get(i - 1);
      LoraPair pair = adapter.pairs().get(module);
      if (pair != null) {
        pair.writeA(part(a, i, in * rank), rank);
        pair.writeB(part(b, i, rank * out), rank, adapter.config().scale());
      }
    }
    stacked.put(module + A, Tensor.ofFloats(a, count, in, rank));
    stacked.put(module + B, Tensor.ofFloats(b, count, rank, out));
  }

  private static FloatBuffer part(float[] stack, int index, int size) {
    return FloatBuffer.wrap(stack, index * size, size).slice();
  }
}
