package dev.dermstream.loadtest.training;

import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.TextConfig;
import dev.dermstream.trainer.model.VisionConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model with random weights and one batch of random pictures and tokens.
 *
 * @param batch pictures, each with one sequence
 * @param sequence tokens of each, those of the picture first, the last half with labels
 */
record SpeedCase(String name, Idefics3Config config, int batch, int sequence) {
  private static final long SEED = 2_026;
  private static final int IMAGE_TOKEN = 5;
  private static final long IGNORED = -100;

  /** The demonstration model's sizes, and one of sizes that people adapt. */
  static final List<SpeedCase> ALL =
      List.of(
          new SpeedCase(
              "demonstration",
              new Idefics3Config(
                  new VisionConfig(128, 512, 4, 4, 3, 128, 16, 1e-6f),
                  new TextConfig(160, 448, 3, 5, 1, 32, 1024, 1024, 1e-5f, 10_000),
                  2,
                  IMAGE_TOKEN,
                  true),
              16,
              160),
          new SpeedCase(
              "larger",
              new Idefics3Config(
                  new VisionConfig(384, 1536, 6, 6, 3, 224, 16, 1e-6f),
                  new TextConfig(512, 1408, 8, 8, 4, 64, 4096, 1024, 1e-5f, 10_000),
                  2,
                  IMAGE_TOKEN,
                  true),
              2,
              192),
          new SpeedCase(
              "tiny",
              new Idefics3Config(
                  new VisionConfig(32, 64, 1, 1, 3, 32, 8, 1e-6f),
                  new TextConfig(32, 64, 1, 1, 1, 32, 256, 256, 1e-5f, 10_000),
                  2,
                  IMAGE_TOKEN,
                  true),
              2,
              24));

  static SpeedCase named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** Fresh weights, the same at every call. */
  EagerParameters weights() {
    return EagerParameters.initialize(ParameterShapes.of(config), SEED);
  }

  /** {@code [batch, 3, size, size]}. */
  float[] pixels() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] pixels =
        new float[batch * 3 * config.vision().imageSize() * config.vision().imageSize()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
    return pixels;
  }

  /** {@code [batch][sequence]}. */
  long[][] ids() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    long[][] ids = new long[batch][sequence];
    for (long[] row : ids) {
      Arrays.setAll(
          row,
          i ->
              i < config.imageTokens()
                  ? IMAGE_TOKEN
                  : random.nextInt(IMAGE_TOKEN + 1, config.text().vocabSize()));
    }
    return ids;
  }

  /** The ids of the last half of each sequence. */
  long[][] labels() {
    long[][] labels = ids();
    for (long[] row : labels) {
      Arrays.fill(row, 0, sequence / 2, IGNORED);
    }
    return labels;
  }

  /** All ones. */
  long[][] mask() {
    long[][] mask = new long[batch][sequence];
    Arrays.stream(mask).forEach(row -> Arrays.fill(row, 1));
    return mask;
  }

  long parameters() {
    return ParameterShapes.of(config).values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Writes what {@code training.cpp} reads. */
  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        EagerParameters weights = weights()) {
      VisionConfig vision = config.vision();
      TextConfig text = config.text();
      integers(
          out,
          vision.hiddenSize(),
          vision.layers(),
          vision.heads(),
          vision.imageSize(),
          vision.patchSize(),
          text.hiddenSize(),
          text.layers(),
          text.heads(),
          text.keyValueHeads(),
          text.headDim(),
          config.scaleFactor(),
          config.imageTokenId());
      byte[] numbers = new byte[3 * Double.BYTES];
      ByteBuffer.wrap(numbers)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putDouble(vision.layerNormEpsilon())
          .putDouble(text.rmsNormEpsilon())
          .putDouble(text.ropeTheta());
      out.write(numbers);
      Map<String, Tensor> tensors = weights.tensors();
      integers(out, tensors.size());
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        byte[] name = tensor.getKey().getBytes(StandardCharsets.UTF_8);
        integers(out, name.length);
        out.write(name);
        tensor(out, tensor.getValue());
      }
      int size = vision.imageSize();
      tensor(out, Tensor.ofFloats(pixels(), batch, 3, size, size));
      tensor(out, matrix(ids()));
      tensor(out, matrix(labels()));
    }
  }

  private Tensor matrix(long[][] rows) {
    long[] flat = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
    return Tensor.ofLongs(flat, batch, sequence);
  }

  private static void tensor(OutputStream out, Tensor tensor) throws IOException {
    integers(out, tensor.shape().length);
    for (long dimension : tensor.shape()) {
      integers(out, Math.toIntExact(dimension));
    }
    byte[] data = new byte[tensor.data().remaining()];
    tensor.data().duplicate().get(data);
    out.write(data);
  }

  private static void integers(OutputStream out, int... values) throws IOException {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    out.write(bytes);
  }
}
