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
 * @param layers the layers that can be adapted, by name in the base
 */
public record AdapterShape(SortedMap<String, Layer> layers) {
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
    for (Map.Entry<String, long[]> input : inputs.entrySet()) {
      if (input.getKey().startsWith(LoraInputs.A)) {
        String layer = input.getKey().substring(LoraInputs.A.length());
        long[] a = input.getValue();
        long[] b = inputs.getOrDefault(LoraInputs.B + layer, new long[0]);
        if (!isPair(a, b)) {
          throw new IOException(
              "the inputs %s %s and %s %s are no pair for adapters"
                  .formatted(
                      input.getKey(),
                      Arrays.toString(a),
                      LoraInputs.B + layer,
                      Arrays.toString(b)));
        }
        layers.put(layer, new Layer((int) a[1], (int) b[2]));
      }
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(new AdapterShape(layers));
  }

  /** {@code [rows, in, rank]} and {@code [rows, rank, out]}, rows and rank free. */
  private static boolean isPair(long[] a, long[] b) {
    return a.length == 3
        && b.length == 3
        && a[0] < 0
        && b[0] < 0
        && a[2] < 0
        && b[1] < 0
        && isSize(a[1])
        && isSize(b[2]);
  }

  private static boolean isSize(long dimension) {
    return dimension > 0 && dimension <= Integer.MAX_VALUE;
  }

  /** Names and shapes of the base's weights that can be adapted. */
  Map<String, long[]> base() {
    Map<String, long[]> base = new LinkedHashMap<>();
    layers.forEach(
        (name, layer) -> base.put(name + ".weight", new long[] {layer.out(), layer.in()}));
    return base;
  }
}
