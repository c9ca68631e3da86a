package dev.dermstream.loadtest.soak;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The demonstration release with a decoder that takes adapters while it serves, and adapters for it
 * and for another base.
 *
 * @param directory the release
 */
record SoakedRelease(Path directory) {
  static final String PROFILE = "tumour15";

  private static final List<String> TARGETS = List.of("q_proj", "v_proj");
  private static final int RANK = 4;
  private static final long SEED = 20_261_121;

  /**
   * Makes the release.
   *
   * @param demonstration the release that it is made of
   * @param directory must not exist
   */
  static SoakedRelease write(Path demonstration, Path directory) throws IOException {
    copy(demonstration, directory);
    Release.seal(directory, "soak", "", PROFILE);
    return new SoakedRelease(directory);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Writes an adapter of this release, with random values. */
  void writeAdapter(Path folder) throws IOException {
    writeAdapter(folder, 1);
  }

  /** Writes an adapter of a base with the same layers, each of twice the size. */
  void writeForeignAdapter(Path folder) throws IOException {
    writeAdapter(folder, 2);
  }

  private void writeAdapter(Path folder, int times) throws IOException {
    Map<String, long[]> base =
        ParameterShapes.of(Checkpoint.read(directory.resolve("model")).config());
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String layer : LoraCheckpoint.targets(base, ParameterShapes.TEXT + "layers.", TARGETS)) {
      long[] weight = Objects.requireNonNull(base.get(layer + ".weight"));
      pairs.put(
          layer,
          new LoraPair(
              values(random, RANK, times * (int) weight[1]),
              values(random, times * (int) weight[0], RANK)));
    }
    Files.createDirectories(folder);
    new LoraCheckpoint(new LoraConfig(RANK, RANK, 0, TARGETS, ""), pairs).write(folder);
  }

  private static Tensor values(SplittableRandom random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return Tensor.ofFloats(values, rows, columns);
  }
}
