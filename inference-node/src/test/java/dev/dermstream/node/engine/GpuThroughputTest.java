package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what the node's engine makes of a GPU beside a bare loop of ONNX Runtime, and what the
 * kept plans save; nothing timed is asserted. The tables go to {@code target/gpu.md} too.
 */
@Tag("gpu")
class GpuThroughputTest {
  private static final int THREADS = 2;
  private static final Duration TURN = Duration.ofSeconds(2);
  private static final TwoLayers LAYERS = new TwoLayers(2048, 20261121);

  @BeforeAll
  static void needsAGpu() {
    GpuMachine.require();
  }

  @Test
  void printsTheEngineBesideABareLoop(@TempDir Path directory) throws IOException {
    Path file = LAYERS.write(directory.resolve("model.onnx"), -1);
    List<String> lines = new ArrayList<>();
    lines.add("| engine | rows of a run | bare loop, rows/s | node's engine, rows/s | share |");
    lines.add("|---|---|---|---|---|");
    for (EngineConfig config : configurations(directory)) {
      for (int rows : List.of(1, 16, 64)) {
        lines.add(EngineThroughput.measure(file, LAYERS, config, rows, THREADS, TURN).markdown());
      }
    }
    print("gpu.md", lines);
    assertThat(lines).hasSizeGreaterThan(2);
  }

  @Test
  void printsWhatKeptPlansSave(@TempDir Path directory) throws IOException {
    GpuMachine.require(Provider.TENSORRT);
    Path file = LAYERS.write(directory.resolve("model.onnx"), -1);
    EngineConfig config = config(Provider.TENSORRT, Precision.FP16, directory);
    double cold = startSeconds(file, config);
    double warm = startSeconds(file, config);
    print(
        "gpu-start.md",
        List.of(
            "| start with TensorRT | seconds |",
            "|---|---|",
            String.format(Locale.ROOT, "| plans built | %.2f |", cold),
            String.format(Locale.ROOT, "| plans kept | %.2f |", warm)));
  }

  private static double startSeconds(Path file, EngineConfig config) throws IOException {
    long begunNanos = System.nanoTime();
    try (TensorGraph graph = TensorGraph.load(file, config, GraphShapes.ONE_ROW).getFirst()) {
      assertThat(graph.engine()).contains("TensorRT gpu:0 fp16");
      EngineStack.call(
          () -> graph.run(Map.of("x", LAYERS.input(1, LAYERS.seed())), Set.of(), true));
    }
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  /** The processor for comparison, CUDA, and TensorRT where it starts. */
  private static List<EngineConfig> configurations(Path directory) {
    List<EngineConfig> all = new ArrayList<>();
    all.add(new EngineConfig(Runtime.getRuntime().availableProcessors() / THREADS));
    all.add(config(Provider.CUDA, Precision.FP32, directory));
    all.add(config(Provider.CUDA, Precision.TF32, directory));
    if (GpuMachine.starts(Provider.TENSORRT)) {
      all.add(config(Provider.TENSORRT, Precision.TF32, directory));
      all.add(config(Provider.TENSORRT, Precision.FP16, directory));
    }
    return all;
  }

  private static EngineConfig config(Provider provider, Precision precision, Path directory) {
    return new EngineConfig(
        EngineChoice.ONNX_RUNTIME,
        Optional.of(provider),
        List.of("gpu0"),
        1,
        precision,
        directory.resolve("plans"),
        WideSession.NEVER);
  }

  private static void print(String name, List<String> lines) throws IOException {
    System.out.println(String.join(System.lineSeparator(), lines));
    Files.write(Files.createDirectories(Path.of("target")).resolve(name), lines);
  }
}
