package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison itself, on the processor: what it prints is measured where it is wanted. */
class EngineThroughputTest {
  @Test
  void bothLoopsRunTheGraph(@TempDir Path directory) throws IOException {
    TwoLayers layers = new TwoLayers(16, 3);
    Path file = layers.write(directory.resolve("m.onnx"), -1);
    EngineThroughput measured =
        EngineThroughput.measure(file, layers, new EngineConfig(1), 4, 2, Duration.ofMillis(5));
    assertThat(measured.bareRowsPerSecond()).isPositive();
    assertThat(measured.engineRowsPerSecond()).isPositive();
    assertThat(measured.markdown()).matches("\\| OnnxRuntime .* cpu \\| 4 \\|( [\\d.]+ \\|){3}");
  }
}
