package dev.dermstream.node.adapter;

import dev.dermstream.platform.lora.LoraInputs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which adapters a decoder takes, as its graph declares them ({@link LoraInputs}).
 *
 * @param rank highest rank; smaller ones are filled up with zeros
 * @param layers the layers that can be adapted, by name in the base
 */
public record AdapterShape(int rank, SortedMap<String, Layer> layers) {
  /** A linear layer's input and output size. */
  public record Layer(int in, int out) {}

  public AdapterShape {
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /**
   * What a graph takes; empty if it takes no adapters at run time.
   *
   * @param inputs declared shapes by input name, -1 for a free dimension
   * @throws IOException if inputs for adapters are there but contradict one another; one is named
   */
  public static Optional<AdapterShape> of(Map<String, long[]> inputs) throws IOException {
    SortedMap<String, Layer> layers = new TreeMap<>();
    int rank = 0;
    for (Map.Entry<String, long[]> input : inputs.entrySet()) {
      if (input.getKey().startsWith(LoraInputs.A)) {
        String layer = input.getKey().substring(LoraInputs.A.length());
        long[] a = input.getValue();
        long[] b = inputs.getOrDefault(LoraInputs.B + layer, new long[0]);
        boolean right = a.length == 3 && b.length == 3 && a[2] == b[1] && positive(a, b);
        if (!right || (rank != 0 && rank != a[2])) {
          throw new IOException(
              "the inputs %s %s and %s %s are no pair for adapters"
                  .formatted(
                      input.getKey(),
                      Arrays.toString(a),
                      LoraInputs.B + layer,
                      Arrays.toString(b)));
        }
        rank = (int) a[2];
        layers.put(layer, new Layer((int) a[1], (int) b[2]));
      }
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(new AdapterShape(rank, layers));
  }

  /** Bytes that one slot takes. */
  long bytesPerSlot() {
    return layers.values().stream()
            .mapToLong(layer -> (long) rank * (layer.in() + layer.out()))
            .sum()
        * Float.BYTES;
  }

  /** Names and shapes of the base's weights that can be adapted. */
  Map<String, long[]> base() {
    Map<String, long[]> base = new LinkedHashMap<>();
    layers.forEach(
        (name, layer) -> base.put(name + ".weight", new long[] {layer.out(), layer.in()}));
    return base;
  }

  private static boolean positive(long[] a, long[] b) {
    return a[1] > 0 && a[1] <= Integer.MAX_VALUE && a[2] > 0 && b[2] > 0 && a[2] <= 1 << 16;
  }
}
