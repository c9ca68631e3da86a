package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorGraphTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "BOOL, BOOL", "UINT8, UINT8", "UINT16, UINT16", "UINT32, UINT32", "UINT64, UINT64",
    "INT8, INT8", "INT16, INT16", "INT32, INT32", "INT64, INT64", "FLOAT16, FP16",
    "BFLOAT16, BF16", "FLOAT, FP32", "DOUBLE, FP64"
  })
  void passesEveryFixedWidthTypeBothWays(DataType onnx, TensorType type) throws IOException {
    byte[] bytes = new byte[6 * type.width()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = type == TensorType.BOOL ? (byte) (i % 2) : (byte) (i * 37 + 11);
    }
    try (TensorGraph graph = identity(onnx)) {
      assertThat(graph.inputs()).containsExactly(new TensorSpec("x", type, new long[] {-1, 3}));
      for (ByteBuffer data :
          List.of(
              ByteBuffer.wrap(bytes), ByteBuffer.allocateDirect(bytes.length).put(bytes).flip())) {
        HostTensor out = run(graph, HostTensor.of(type, new long[] {2, 3}, data));
        byte[] back = new byte[bytes.length];
        out.data().get(back);
        assertThat(out.type()).isEqualTo(type);
        assertThat(out.shape()).containsExactly(2, 3);
        assertThat(back).isEqualTo(bytes);
      }
    }
  }

  @Test
  void passesTextsBothWays() throws IOException {
    List<byte[]> texts =
        List.of("", "a", "피부", "\uD83D\uDE42", "x\u0000y", "last").stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    try (TensorGraph graph = identity(DataType.STRING)) {
      HostTensor out = run(graph, HostTensor.ofBytes(new long[] {2, 3}, texts));
      assertThat(out.elements()).containsExactlyElementsOf(texts);
    }
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    List<byte[]> broken = List.of(new byte[] {(byte) 0xff}, new byte[0], new byte[0]);
    try (TensorGraph graph = identity(DataType.STRING)) {
      HostTensor tensor = HostTensor.ofBytes(new long[] {1, 3}, broken);
      assertThatThrownBy(() -> run(graph, tensor)).satisfies(TensorGraphTest::isInvalid);
    }
  }

  @Test
  void passesTensorsWithoutElements() throws IOException {
    try (TensorGraph graph = identity(DataType.FLOAT)) {
      HostTensor none = HostTensor.of(TensorType.FP32, new long[] {0, 3}, ByteBuffer.allocate(0));
      assertThat(run(graph, none).shape()).containsExactly(0, 3);
    }
  }

  @Test
  void blamesTheInputWhenAnOperatorRefusesIt() throws IOException {
    Path file =
        new OnnxFile()
            .input("a", DataType.FLOAT, -1, -1)
            .input("b", DataType.FLOAT, -1, -1)
            .output("y", DataType.FLOAT, -1, -1)
            .node("MatMul", "y", "a", "b")
            .write(directory.resolve("m.onnx"));
    try (TensorGraph graph = load(file)) {
      Map<String, HostTensor> unfit = Map.of("a", floats(2, 3), "b", floats(2, 3));
      assertThatThrownBy(() -> onEngineThread(graph, unfit)).satisfies(TensorGraphTest::isInvalid);
      assertThat(onEngineThread(graph, Map.of("a", floats(2, 3), "b", floats(3, 1))))
          .containsOnlyKeys("y");
    }
  }

  @Test
  void outlivesAModelThatRunsOutOfMemory() throws IOException {
    Path file =
        new OnnxFile()
            .input("shape", DataType.INT64, 1)
            .output("y", DataType.FLOAT, -1)
            .node("ConstantOfShape", "y", "shape")
            .write(directory.resolve("m.onnx"));
    try (TensorGraph graph = load(file)) {
      assertThatThrownBy(() -> onEngineThread(graph, Map.of("shape", longs(1L << 46))))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
      assertThat(onEngineThread(graph, Map.of("shape", longs(4))).get("y").shape())
          .containsExactly(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "auto"})
  void namesTheEngineThatRuns(String choice) throws IOException {
    Path file = OnnxFile.adding(1, 3).write(directory.resolve("m.onnx"));
    EngineConfig asked =
        choice.equals("cpu")
            ? new EngineConfig(1)
            : new EngineConfig(
                EngineChoice.AUTO,
                java.util.Optional.empty(),
                List.of("cpu"),
                1,
                Precision.FP32,
                directory,
                WideSession.NEVER);
    try (TensorGraph graph =
        EngineStart.start(
            "m",
            asked,
            settled -> TensorGraph.load(file, settled, GraphShapes.ONE_ROW).getFirst())) {
      assertThat(graph.engine()).matches("OnnxRuntime \\d+\\.\\d+\\.\\d+ cpu");
    }
  }

  private TensorGraph identity(DataType type) throws IOException {
    return load(
        new OnnxFile()
            .input("x", type, -1, 3)
            .output("y", type, -1, 3)
            .node("Identity", "y", "x")
            .write(directory.resolve("identity.onnx")));
  }

  private static TensorGraph load(Path file) throws IOException {
    EngineConfig cpu = new EngineConfig(1);
    return TensorGraph.load(file, cpu, GraphShapes.ONE_ROW).getFirst();
  }

  private static HostTensor run(TensorGraph graph, HostTensor x) throws IOException {
    return onEngineThread(graph, Map.of("x", x)).get("y");
  }

  private static Map<String, HostTensor> onEngineThread(
      TensorGraph graph, Map<String, HostTensor> inputs) throws IOException {
    return EngineStack.call(() -> graph.run(inputs, Set.of(), true)).outputs();
  }

  private static HostTensor floats(long... shape) {
    int bytes = Math.toIntExact(HostTensor.byteCount(TensorType.FP32, shape));
    return HostTensor.of(TensorType.FP32, shape, ByteBuffer.allocate(bytes));
  }

  private static HostTensor longs(long value) {
    ByteBuffer data =
        ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(value).flip();
    return HostTensor.of(TensorType.INT64, new long[] {1}, data);
  }

  private static void isInvalid(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
  }
}
