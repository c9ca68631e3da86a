package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** DJL's TensorRT engine, whose archive is on the class path, on a machine without TensorRT 8. */
@DisabledIfEnvironmentVariable(named = "TENSORRT_8", matches = ".+")
class TensorRtProbeTest {
  @Test
  void saysWhyTheEngineDoesNotStartAndSaysTheSameAgain() {
    Optional<String> obstacle = TensorRtProbe.obstacle();

    assertThat(Engine.hasEngine(TensorRtProbe.ENGINE)).as("DJL believes it is there").isTrue();
    assertThat(obstacle.orElseThrow()).contains("does not start").contains("libnv");
    assertThat(TensorRtProbe.obstacle()).isEqualTo(obstacle);
  }

  @Test
  void theEngineIsRefusedByNameWithTheReason() {
    EngineConfig asked =
        new EngineConfig(
            EngineChoice.TENSORRT,
            Optional.empty(),
            List.of(),
            1,
            Precision.FP32,
            Path.of("plans"),
            WideSession.NEVER);
    assertThatThrownBy(() -> EngineStart.start("m", asked, settled -> "started"))
        .hasMessageContaining("m: the engine TensorRT is not available in this process")
        .hasMessageContaining(TensorRtProbe.obstacle().orElseThrow());
  }

  @Test
  void onnxRuntimeStaysTheDefaultOfDjl() {
    OfflineEngine.prepare();

    assertThat(Engine.getDefaultEngineName()).isEqualTo(OnnxGraph.ENGINE);
  }
}
