package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WideTrialTest {
  private static final int WIDTH = 256;
  private static final long SEED = 5;

  @TempDir Path directory;
  private long nanos;

  @Test
  void comparesTheBestTimes() {
    // Disturbed once each.
    Runnable narrow = taking(900, 300, 300, 300, 300, 300, 300, 300);
    Runnable wide = taking(100, 2000, 200, 200, 200, 200, 200, 200);
    assertThat(WideTrial.gain(narrow, wide, () -> nanos)).isEqualTo(3);
  }

  @Test
  void stopsAfterTwoRoundsOfAGraphThatIsSlow() {
    AtomicInteger runs = new AtomicInteger();
    Runnable slow =
        () -> {
          runs.incrementAndGet();
          nanos += 5_000_000_000L;
        };
    assertThat(WideTrial.gain(slow, slow, () -> nanos)).isEqualTo(1);
    assertThat(runs).hasValue(4);
  }

  private Runnable taking(long... durations) {
    AtomicInteger run = new AtomicInteger();
    return () -> nanos += durations[run.getAndIncrement()];
  }

  @Test
  void opensNothingWhereItIsForbiddenOrNothingIsKnown() throws IOException {
    Path file = matrices();
    try (OnnxGraph narrow = OnnxGraph.load(file, config(WideSession.AUTO))) {
      assertThat(
              WideTrial.open(
                  file,
                  config(WideSession.NEVER),
                  narrow,
                  Optional.of(graph -> {}),
                  OtherWork.NONE))
          .isEmpty();
      assertThat(
              WideTrial.open(
                  file, config(WideSession.AUTO), narrow, Optional.empty(), OtherWork.NONE))
          .isEmpty();
    }
  }

  @Test
  void triesBothSessionsAndDoesWithoutAWideOneIfTheTrialFails() throws IOException {
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    Path file = matrices();
    try (OnnxGraph narrow = OnnxGraph.load(file, config(WideSession.AUTO))) {
      AtomicBoolean otherWorkHasEnded = new AtomicBoolean();
      AtomicBoolean wideWasTried = new AtomicBoolean();
      Optional<OnnxGraph> opened =
          WideTrial.open(
              file,
              config(WideSession.AUTO),
              narrow,
              Optional.of(graph -> {
                assertThat(otherWorkHasEnded).as("nothing else is measured").isTrue();
                if (graph != narrow) {
                  wideWasTried.set(true);
                  throw new ServiceException(ErrorCode.INVALID_INPUT, "No.");
                }
              }),
              () -> otherWorkHasEnded.set(true));
      assertThat(opened).isEmpty();
      assertThat(wideWasTried).isTrue();
    }
  }

  @Test
  void bothSessionsAnswerAlike() throws IOException {
    try (TensorGraph graph =
        TensorGraph.load(matrices(), config(WideSession.ALWAYS), GraphShapes.ONE_ROW).getFirst()) {
      Map<String, HostTensor> x = Map.of("x", noise(7));
      float[] wide = values(graph, x, true);
      float[] narrow = values(graph, x, false);
      for (int i = 0; i < narrow.length; i++) {
        assertThat(wide[i]).isCloseTo(narrow[i], within(1e-4f * (1 + Math.abs(narrow[i]))));
      }
    }
  }

  private static float[] values(TensorGraph graph, Map<String, HostTensor> x, boolean alone)
      throws IOException {
    HostTensor y = EngineStack.call(() -> graph.run(x, Set.of(), alone)).outputs().get("y");
    float[] values = new float[7 * WIDTH];
    y.data().asFloatBuffer().get(values);
    return values;
  }

  private Path matrices() throws IOException {
    float[] weights = new float[WIDTH * WIDTH];
    Random random = new Random(SEED);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return new OnnxFile()
        .input("x", DataType.FLOAT, -1, WIDTH)
        .output("y", DataType.FLOAT, -1, WIDTH)
        .floats("w", weights, WIDTH, WIDTH)
        .node("MatMul", "y", "x", "w")
        .write(directory.resolve("m.onnx"));
  }

  private static HostTensor noise(int rows) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(rows * WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(SEED + 1);
    while (data.hasRemaining()) {
      data.putFloat((float) random.nextGaussian());
    }
    return HostTensor.of(TensorType.FP32, new long[] {rows, WIDTH}, data.flip());
  }

  private EngineConfig config(WideSession wideSession) {
    return new EngineConfig(
        EngineChoice.ONNX_RUNTIME,
        Optional.of(Provider.CPU),
        List.of(),
        1,
        Precision.FP32,
        directory,
        wideSession);
  }
}
