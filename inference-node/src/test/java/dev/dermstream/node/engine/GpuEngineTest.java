package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a GPU and {@code -Pgpu}; docs/gpu.md has the command. */
@Tag("gpu")
class GpuEngineTest {
  private static final int WIDTH = 256;
  private static final int ROWS = 8;
  private static final long SEED = 20261121;
  private static final GraphShapes SHAPES = new GraphShapes(Map.of(), List.of(1, ROWS));

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void writeTwoLayers() throws IOException {
    Random random = new Random(SEED);
    file =
        new OnnxFile()
            .input("x", DataType.FLOAT, -1, WIDTH)
            .output("y", DataType.FLOAT, -1, WIDTH)
            .floats("a", gaussian(random, WIDTH * WIDTH), WIDTH, WIDTH)
            .floats("b", gaussian(random, WIDTH * WIDTH), WIDTH, WIDTH)
            .node("MatMul", "h", "x", "a")
            .node("Relu", "r", "h")
            .node("MatMul", "y", "r", "b")
            .write(directory.resolve("model/model.onnx"));
  }

  @ParameterizedTest
  @CsvSource({"CUDA, FP32, 1e-3", "TENSORRT, FP32, 2e-3", "TENSORRT, FP16, 2e-2"})
  void agreesWithTheCpu(Provider provider, Precision precision, float tolerance)
      throws IOException {
    float[] expected = run(new EngineConfig(1));
    float[] actual = run(gpu(provider, precision));
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    assertThat(difference).as("seed %d", SEED).isLessThanOrEqualTo(tolerance * largest);
  }

  @Test
  void djlsTensorRtAgreesWithTheCpuWhereItStarts() throws IOException {
    assumeThat(TensorRtProbe.obstacle()).isEmpty();
    float[] expected = run(new EngineConfig(1));
    float[] actual = run(gpu(Provider.CUDA, Precision.FP32).onTensorRt(List.of(0)));
    assertThat(actual).as("seed %d", SEED).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1f));
    }
  }

  @Test
  void autoPicksTheGpuAndSaysSo() throws IOException {
    EngineConfig auto =
        new EngineConfig(
            EngineChoice.AUTO,
            Optional.empty(),
            List.of("gpu0"),
            1,
            Precision.FP32,
            directory.resolve("plans"),
            WideSession.NEVER);
    String engine =
        EngineStart.start(
            "m",
            auto,
            settled -> {
              try (TensorGraph graph = TensorGraph.load(file, settled, SHAPES).getFirst()) {
                graph.run(Map.of("x", input()), Set.of(), true);
                return graph.engine();
              }
            });
    assertThat(engine).containsAnyOf("TensorRT gpu:0", "CUDA gpu:0");
  }

  @Test
  void aSecondStartBuildsNoPlanAnew() throws IOException {
    EngineConfig config = gpu(Provider.TENSORRT, Precision.FP32);
    run(config);
    Map<Path, Long> built = plans();
    assertThat(built).isNotEmpty();
    run(config);
    assertThat(plans()).isEqualTo(built);
  }

  private Map<Path, Long> plans() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("plans"))) {
      return files
          .filter(path -> path.toString().endsWith(".engine"))
          .collect(Collectors.toMap(path -> path, path -> path.toFile().lastModified()));
    }
  }

  private EngineConfig gpu(Provider provider, Precision precision) {
    return new EngineConfig(
        EngineChoice.ONNX_RUNTIME,
        Optional.of(provider),
        List.of("gpu0"),
        1,
        precision,
        directory.resolve("plans"),
        WideSession.NEVER);
  }

  private float[] run(EngineConfig settled) throws IOException {
    try (TensorGraph graph = TensorGraph.load(file, settled, SHAPES).getFirst()) {
      HostTensor y =
          EngineStack.call(() -> graph.run(Map.of("x", input()), Set.of(), true))
              .outputs()
              .get("y");
      float[] values = new float[ROWS * WIDTH];
      y.data().asFloatBuffer().get(values);
      return values;
    }
  }

  private static HostTensor input() {
    float[] values = gaussian(new Random(SEED + 1), ROWS * WIDTH);
    ByteBuffer data = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return HostTensor.of(TensorType.FP32, new long[] {ROWS, WIDTH}, data);
  }

  private static float[] gaussian(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
