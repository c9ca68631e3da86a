package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs a GPU and {@code -Pgpu}; docs/gpu.md has the command. */
@Tag("gpu")
class GpuEngineTest {
  private static final int WIDTH = 256;
  private static final int ROWS = 8;
  private static final long SEED = 20261121;
  private static final TwoLayers LAYERS = new TwoLayers(WIDTH, SEED);
  private static final GraphShapes SHAPES = new GraphShapes(Map.of(), List.of(1, ROWS));

  @TempDir Path directory;
  private Path file;

  @BeforeAll
  static void needsAGpu() {
    GpuMachine.require();
  }

  @BeforeEach
  void writeTwoLayers() throws IOException {
    file = LAYERS.write(directory.resolve("model/model.onnx"), -1);
  }

  /**
   * The largest difference, as a share of the largest output. Each output sums 256 products, twice
   * over, so what a type may be off by follows from its unit roundoff u: fp32 (u = 2^-24) sums in
   * another order, sqrt(256) u a layer, and is given ten times as much; tf32 rounds factors alone
   * (u = 2^-11), the errors of a sum average out, and it is given 8 u; bf16 (u = 2^-8) likewise;
   * fp16 (u = 2^-11) may sum in float16 too, sqrt(256) u a layer, and is given 40 u.
   */
  @ParameterizedTest
  @CsvSource({
    "CUDA, FP32, 2e-5",
    "CUDA, TF32, 4e-3",
    "TENSORRT, TF32, 4e-3",
    "TENSORRT, FP16, 2e-2",
    "TENSORRT, BF16, 3.2e-2"
  })
  void agreesWithTheCpu(Provider provider, Precision precision, float tolerance)
      throws IOException {
    GpuMachine.require(provider);
    float[] expected = run(new EngineConfig(1));
    float[] actual = run(gpu(provider, precision));
    assertClose(actual, expected, tolerance);
  }

  @Test
  void djlsTensorRtAgreesWithTheCpuWhereItStarts() throws IOException {
    assumeThat(TensorRtProbe.obstacle()).as("DJL's TensorRT starts here").isEmpty();
    float[] expected = run(new EngineConfig(1));
    float[] actual = run(gpu(Provider.CUDA, Precision.TF32).onTensorRt(List.of(0)));
    assertClose(actual, expected, 4e-3f);
  }

  /** Where shapes are fixed a captured CUDA graph would give the first answer for ever. */
  @ParameterizedTest
  @EnumSource(names = {"CUDA", "TENSORRT"})
  void everyInputHasItsOwnAnswerWhereShapesAreFixed(Provider provider) throws IOException {
    GpuMachine.require(provider);
    Path fixed = LAYERS.write(directory.resolve("fixed/model.onnx"), ROWS);
    GraphShapes shapes = new GraphShapes(Map.of(), List.of(ROWS));
    try (TensorGraph cpu = TensorGraph.load(fixed, new EngineConfig(1), shapes).getFirst();
        TensorGraph gpu =
            TensorGraph.load(fixed, gpu(provider, Precision.TF32), shapes).getFirst()) {
      IntStream.range(0, 64)
          .parallel()
          .forEach(i -> {
            HostTensor input = LAYERS.input(ROWS, SEED + i);
            assertClose(run(gpu, input), run(cpu, input), 4e-3f);
          });
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
            Precision.TF32,
            directory.resolve("plans"),
            WideSession.NEVER);
    String engine =
        EngineStart.start(
            "m",
            auto,
            settled -> {
              try (TensorGraph graph = TensorGraph.load(file, settled, SHAPES).getFirst()) {
                graph.run(Map.of("x", LAYERS.input(ROWS, SEED + 1)), Set.of(), true);
                return graph.engine();
              }
            });
    assertThat(engine).containsAnyOf("TensorRT gpu:0 tf32", "CUDA gpu:0 tf32");
  }

  @Test
  void aSecondStartBuildsNoPlanAnew() throws IOException {
    GpuMachine.require(Provider.TENSORRT);
    EngineConfig config = gpu(Provider.TENSORRT, Precision.TF32);
    float[] first = run(config);
    Map<Path, Long> built = plans();
    assertThat(built).isNotEmpty();
    float[] second = run(config);
    assertThat(plans()).isEqualTo(built);
    assertThat(second).as("the same plan gives the same answer").isEqualTo(first);
  }

  @Test
  void aChangedModelMeetsNoOldPlan() throws IOException {
    GpuMachine.require(Provider.TENSORRT);
    EngineConfig config = gpu(Provider.TENSORRT, Precision.TF32);
    run(config);
    Set<Path> before = plans().keySet();
    new TwoLayers(WIDTH, SEED + 2).write(file, -1);
    assertClose(run(config), run(new EngineConfig(1)), 4e-3f);
    assertThat(plans().keySet()).as("the first model's plans stay").containsAll(before);
    assertThat(plans()).hasSizeGreaterThan(before.size());
  }

  @Test
  void anArenaThatIsTooSmallFailsTheRequestAndNotTheProcess() throws IOException {
    EngineConfig small =
        new EngineConfig(
            EngineChoice.ONNX_RUNTIME,
            Optional.of(Provider.CUDA),
            List.of("gpu0"),
            1,
            Precision.TF32,
            directory.resolve("plans"),
            WideSession.NEVER,
            new CudaConfig(
                CudaConfig.LEAST_LIMIT,
                CudaConfig.ArenaExtension.SAME_AS_REQUESTED,
                CudaConfig.ConvolutionSearch.HEURISTIC),
            "");
    int tooMany = (int) (2 * CudaConfig.LEAST_LIMIT / (Float.BYTES * WIDTH));
    try (TensorGraph graph = TensorGraph.load(file, small, SHAPES).getFirst()) {
      assertThat(
              catchThrowableOfType(
                      ServiceException.class, () -> run(graph, LAYERS.input(tooMany, SEED)))
                  .code())
          .isEqualTo(ErrorCode.ENGINE_FAILED);
      HostTensor input = LAYERS.input(ROWS, SEED + 1);
      assertThat(run(graph, input)).hasSize(ROWS * WIDTH);
    }
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
      return run(graph, LAYERS.input(ROWS, SEED + 1));
    }
  }

  private static float[] run(TensorGraph graph, HostTensor input) {
    try {
      HostTensor y =
          EngineStack.call(() -> graph.run(Map.of("x", input), Set.of(), true)).outputs().get("y");
      float[] values = new float[Math.toIntExact(y.shape()[0]) * WIDTH];
      y.data().asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isFinite();
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    assertThat(difference / largest).as("seed %d", SEED).isLessThanOrEqualTo(tolerance);
  }
}
