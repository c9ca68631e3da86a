package dev.dermstream.loadtest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A model repository with the models of the load tests.
 *
 * @param directory what the node is given
 */
public record GeneratedRepository(Path directory) {
  /** Takes JPEG files as {@link #PIXELS} and answers with {@code scores [n, 1000]}. */
  public static final String CNN = "cnn";

  /** Takes {@code x [n, 784]} and answers with {@code y [n, 10]}. */
  public static final String MATRICES = "matrices";

  /** Takes {@code pixel_values [n, 3, 16, 16]} as numbers and answers with {@code y [n, 10]}. */
  public static final String TINY = "tiny";

  /** Values of one picture of {@link #TINY}. */
  public static final int TINY_VALUES = 3 * 16 * 16;

  /** The input of both models that see pictures. */
  public static final String PIXELS = "pixel_values";

  /** Row length of {@link #MATRICES}. */
  public static final int MATRICES_WIDTH = 784;

  /** Rows that a request to {@link #MATRICES} may bring. */
  public static final int MATRICES_BATCH = 64;

  private static final long SEED = 20_261_121;

  private static final String PREPROCESSOR =
      """
      {
        "image_processor_type": "ViTImageProcessor",
        "do_resize": true,
        "resample": 2,
        "size": {"height": 224, "width": 224},
        "do_rescale": true,
        "rescale_factor": 0.00392156862745098,
        "do_normalize": true,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225]
      }
      """;

  /** Writes the models below {@code directory}, which is made. */
  public static GeneratedRepository write(Path directory) throws IOException {
    GeneratedRepository repository = new GeneratedRepository(directory);
    Path cnn = Files.createDirectories(directory.resolve(CNN));
    SmallCnn.write(repository.cnn(), SEED);
    Files.writeString(cnn.resolve("preprocessor_config.json"), PREPROCESSOR);
    Files.writeString(
        cnn.resolve("serving.properties"),
        """
        engine=OnnxRuntime
        batch_size=8
        max_batch_delay=0
        job_queue_size=256
        option.image_input=%s
        """
            .formatted(PIXELS));
    Path matrices = Files.createDirectories(directory.resolve(MATRICES));
    MatrixModel.write(repository.matrices(), SEED);
    Files.writeString(
        matrices.resolve("serving.properties"),
        """
        engine=OnnxRuntime
        batch_size=%d
        max_batch_delay=1
        job_queue_size=1024
        """
            .formatted(MATRICES_BATCH));
    Path tiny = Files.createDirectories(directory.resolve(TINY));
    MatrixModel.writeTiny(tiny.resolve("model.onnx"), SEED);
    Files.writeString(
        tiny.resolve("serving.properties"),
        "engine=OnnxRuntime\nbatch_size=16\nmax_batch_delay=0\n");
    return repository;
  }

  /** Rows for {@link #MATRICES}, the same for the same number. */
  public static float[] rows(int rows) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    float[] values = new float[rows * MATRICES_WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** The file of {@link #CNN}. */
  public Path cnn() {
    return directory.resolve(CNN).resolve("model.onnx");
  }

  /** The file of {@link #MATRICES}. */
  public Path matrices() {
    return directory.resolve(MATRICES).resolve("model.onnx");
  }
}
