package dev.dermstream.node.adapter;

import dev.dermstream.node.adapter.AdapterShape.Layer;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Adapters for tests, written as PEFT writes them. */
public final class Adapters {
  /** Two layers of unequal sizes. */
  static final AdapterShape SHAPE =
      new AdapterShape(
          new TreeMap<>(Map.of("block.q_proj", new Layer(6, 8), "block.v_proj", new Layer(6, 2))));

  private Adapters() {}

  /** A random adapter of every layer of the tiny model's decoder. */
  public static Path forTinyModel(Path directory, int rank, long seed) throws IOException {
    return forModel(directory, 1, rank, seed);
  }

  /** The same for a model with the same layers, each of twice the size. */
  public static Path forWiderModel(Path directory, int rank, long seed) throws IOException {
    return forModel(directory, 2, rank, seed);
  }

  private static Path forModel(Path directory, int times, int rank, long seed) throws IOException {
    TreeMap<String, Layer> layers = new TreeMap<>();
    int hidden = 64 * times;
    for (int i = 0; i < 3; i++) {
      String prefix = "model.text_model.layers." + i + ".";
      layers.put(prefix + "self_attn.q_proj", new Layer(hidden, hidden));
      layers.put(prefix + "self_attn.k_proj", new Layer(hidden, hidden / 2));
      layers.put(prefix + "self_attn.v_proj", new Layer(hidden, hidden / 2));
      layers.put(prefix + "self_attn.o_proj", new Layer(hidden, hidden));
      layers.put(prefix + "mlp.gate_proj", new Layer(hidden, 2 * hidden));
      layers.put(prefix + "mlp.up_proj", new Layer(hidden, 2 * hidden));
      layers.put(prefix + "mlp.down_proj", new Layer(2 * hidden, hidden));
    }
    return random(directory, new AdapterShape(layers), rank, seed);
  }

  /** An adapter whose layers are called as the tiny model's are and have other sizes. */
  public static Path forOtherModel(Path directory) throws IOException {
    TreeMap<String, Layer> layers = new TreeMap<>();
    layers.put("model.text_model.layers.0.self_attn.q_proj", new Layer(48, 48));
    return random(directory, new AdapterShape(layers), 2, 1);
  }

  /** Every value of every layer the same, so that a mixture shows; the scale is 1. */
  static Path constant(Path directory, AdapterShape shape, int rank, float value)
      throws IOException {
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    shape
        .layers()
        .forEach((name, layer) ->
            pairs.put(
                name,
                new LoraPair(
                    constant(value, rank, layer.in()), constant(value, layer.out(), rank))));
    return write(directory, rank, pairs);
  }

  /** Random values on every layer, large enough to change what a small random model says. */
  public static Path random(Path directory, AdapterShape shape, int rank, long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    shape
        .layers()
        .forEach((name, layer) ->
            pairs.put(
                name,
                new LoraPair(random(random, rank, layer.in()), random(random, layer.out(), rank))));
    return write(directory, rank, pairs);
  }

  private static Path write(Path directory, int rank, Map<String, LoraPair> pairs)
      throws IOException {
    Files.createDirectories(directory);
    new LoraCheckpoint(new LoraConfig(rank, rank, 0, List.of("q_proj", "v_proj"), ""), pairs)
        .write(directory);
    return directory;
  }

  private static Tensor constant(float value, int rows, int columns) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, value);
    return Tensor.ofFloats(values, rows, columns);
  }

  private static Tensor random(SplittableRandom random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.5, 0.5);
    }
    return Tensor.ofFloats(values, rows, columns);
  }
}
