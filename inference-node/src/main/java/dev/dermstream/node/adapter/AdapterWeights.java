package dev.dermstream.node.adapter;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One adapter in memory as the decoder takes it: for each layer A {@code [in, rank]} and B {@code
 * [rank, out]} with the scale folded in, zeros for layers that it leaves alone. Never changed after
 * it was made, so every thread may read it and the engine reads it where it lies.
 */
final class AdapterWeights {
  private final int rank;
  private final Map<String, Layer> layers = new LinkedHashMap<>();

  /** Direct, in the machine's byte order, position 0. */
  record Layer(FloatBuffer a, FloatBuffer b) {}

  private AdapterWeights(AdapterShape shape, LoraCheckpoint adapter) {
    rank = adapter.config().rank();
    shape
        .layers()
        .forEach((name, size) -> {
          Layer layer = new Layer(direct(size.in() * rank), direct(rank * size.out()));
          LoraPair pair = adapter.pairs().get(name);
          if (pair != null) {
            pair.writeA(layer.a(), rank);
            pair.writeB(layer.b(), rank, adapter.config().scale());
          }
          layers.put(name, layer);
        });
  }

  /** An adapter that was checked against the shape. */
  static AdapterWeights of(AdapterShape shape, LoraCheckpoint adapter) {
    return new AdapterWeights(shape, adapter);
  }

  /** Changes nothing: the base. */
  static AdapterWeights none(AdapterShape shape) {
    LoraConfig least = new LoraConfig(1, 1, 0, List.of("none"), "");
    return new AdapterWeights(shape, new LoraCheckpoint(least, Map.of()));
  }

  int rank() {
    return rank;
  }

  Layer layer(String name) {
    return Objects.requireNonNull(layers.get(name));
  }

  long bytes() {
    return layers.values().stream()
            .mapToLong(layer -> (long) layer.a().capacity() + layer.b().capacity())
            .sum()
        * Float.BYTES;
  }

  /** Memory for so many floats, zeros. */
  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
