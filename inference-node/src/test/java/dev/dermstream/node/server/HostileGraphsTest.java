package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Graphs and values that could take a process with them: memory without end, places that are not
 * there, divisions by zero, loops without end. Each is answered with a status, and a decent request
 * after it with its answer.
 */
class HostileGraphsTest {
  private static final String DECENT = "decent";
  private static final String LOOP = "loop";
  private static final long NEARLY_FOR_EVER = 1L << 60;

  @TempDir private static Path directory;
  private static Path models;
  private static RunningNode node;

  @BeforeAll
  static void start() throws IOException {
    models = directory.resolve("models");
    whole("Add").write(graph(DECENT, ""));
    for (Places operator : Places.values()) {
      operator.file().write(graph(operator.name(), "option.warmup=0"));
    }
    loop().write(graph(LOOP, "option.warmup=0\noption.run_limit=1\nminWorkers=1\nmaxWorkers=1"));
    loop().write(graph("long-" + LOOP, "option.warmup=0\noption.run_limit=3600\nmaxWorkers=1"));
    node =
        new RunningNode(
            Releases.make(directory.resolve("release")),
            """
            engine.name = OnnxRuntime
            health { hang-timeout = 12s, canary-timeout = 20s }
            repository.path = "%s"
            """
                .formatted(models));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void aDecentRequestIsAnswered() {
    assertThat(answer(request(DECENT, longs("a", 40), longs("b", 2)))).containsExactly(42);
  }

  /** Operators that are told places or sizes by a request. */
  enum Places {
    GATHER("Gather"),
    GATHER_ELEMENTS("GatherElements"),
    RESHAPE("Reshape"),
    EXPAND("Expand"),
    TILE("Tile"),
    PAD("Pad");

    private final String operator;

    Places(String operator) {
      this.operator = operator;
    }

    OnnxFile file() {
      return new OnnxFile()
          .input("a", DataType.INT64, -1)
          .input("b", DataType.INT64, -1)
          .output("y", DataType.INT64, -1)
          .node(operator, "y", "a", "b");
    }
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Places.GATHER, new long[] {1L << 40}),
        Arguments.of(Places.GATHER, new long[] {-4}),
        Arguments.of(Places.GATHER, new long[] {Long.MIN_VALUE}),
        Arguments.of(Places.GATHER_ELEMENTS, new long[] {1L << 40}),
        Arguments.of(Places.RESHAPE, new long[] {1L << 33, 1L << 33}),
        Arguments.of(Places.RESHAPE, new long[] {-1, -1}),
        Arguments.of(Places.RESHAPE, new long[] {-7}),
        Arguments.of(Places.RESHAPE, new long[] {Long.MAX_VALUE}),
        Arguments.of(Places.EXPAND, new long[] {1L << 46}),
        Arguments.of(Places.EXPAND, new long[] {-7}),
        Arguments.of(Places.TILE, new long[] {1L << 46}),
        Arguments.of(Places.TILE, new long[] {-1}),
        Arguments.of(Places.PAD, new long[] {1L << 45, 1L << 45}),
        Arguments.of(Places.PAD, new long[] {-10, -10}));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesThatLeadOutOfATensorOrOfMemoryAreRefused(Places operator, long[] values) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> answer(request(operator.name(), longs("a", 1, 2, 3), longs("b", values))))
        .satisfies(thrown ->
            assertThat(thrown.getStatus().getCode())
                .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.UNAVAILABLE));
  }

  static Stream<Arguments> dangers() {
    return Stream.concat(
        Stream.of(Arguments.of("Trilu", "at an input", triangle())),
        Stream.of("Div", "Mod")
            .flatMap(operator ->
                Stream.of(
                    Arguments.of(operator, "by an input", whole(operator)),
                    Arguments.of(operator, "by -1", by(operator, -1)),
                    Arguments.of(operator, "by what is computed", bySum(operator)),
                    Arguments.of(operator, "within a loop", within(operator)))));
  }

  /** ONNX Runtime would end the process by a signal, here the one that runs this test. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("dangers")
  void aGraphThatSomeValuesWouldEndTheProcessInIsRefusedByTheNameOfItsOperator(
      String operator, String how, OnnxFile file) throws IOException {
    file.write(graph("danger", "option.warmup=0"));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> load("danger"))
        .withMessageStartingWith("INVALID_ARGUMENT: ")
        .withMessageContaining(operator + " to ")
        .withMessageContaining("option.dangerous_operators=true");
  }

  @Test
  void divisionsThatCannotEndTheProcessAreServed() throws IOException {
    by("Div", 7).write(graph("sevenths", ""));
    bySize("Div").write(graph("sizes", "option.warmup=0"));
    new OnnxFile()
        .input("a", DataType.FLOAT, -1)
        .input("b", DataType.FLOAT, -1)
        .output("y", DataType.FLOAT, -1)
        .node("Div", "y", "a", "b")
        .write(graph("fractions", ""));
    whole("Div").write(graph("trusted", "option.dangerous_operators=true\noption.warmup=0"));

    List.of("sevenths", "sizes", "fractions", "trusted").forEach(HostileGraphsTest::load);

    assertThat(answer(request("sevenths", longs("a", 35)))).containsExactly(5);
    assertThat(answer(request("sizes", longs("a", 1, 2, 3), longs("b", 12)))).containsExactly(4);
    assertThat(answer(request("trusted", longs("a", 35), longs("b", 5)))).containsExactly(7);
    for (ModelInferRequest byZero :
        List.of(
            request("trusted", longs("a", 35), longs("b", 0)),
            request("sizes", longs("a"), longs("b", 12)))) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> answer(byZero))
          .withMessageStartingWith("INVALID_ARGUMENT: ");
    }
  }

  @Test
  void aLoopThatOutlastsTheLimitIsEndedAndTheNextRequestIsAnswered() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> answer(loops(LOOP, NEARLY_FOR_EVER)))
        .satisfies(thrown ->
            assertThat(thrown.getStatus())
                .satisfies(
                    status -> assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED))
                .satisfies(
                    status -> assertThat(status.getDescription()).contains("longer than one run")));

    assertThat(answer(loops(LOOP, 5))).containsExactly(15);
  }

  @Test
  void aLoopThatMayOutlastTheHangTimeoutIsEndedBeforeItsEngineCountsAsHung() {
    String model = "long-" + LOOP;

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> answer(loops(model, NEARLY_FOR_EVER)))
        .satisfies(thrown ->
            assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED))
        .withMessageContaining("longer than one run");

    assertThat(answer(loops(model, 5))).containsExactly(15);
    assertThat(node.value("dermstream_node_engine_rebuilds", model)).isZero();
  }

  @Test
  void aLoopThatNobodyWaitsForLeavesItsWorkerToOthers() {
    String model = "long-" + LOOP;
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub()
                .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .modelInfer(loops(model, NEARLY_FOR_EVER)));

    // The model has one worker.
    assertThat(answer(loops(model, 5))).containsExactly(15);
  }

  /** {@code y = a operator b}. */
  private static OnnxFile whole(String operator) {
    return new OnnxFile()
        .input("a", DataType.INT64, -1)
        .input("b", DataType.INT64, -1)
        .output("y", DataType.INT64, -1)
        .node(operator, "y", "a", "b");
  }

  private static OnnxFile by(String operator, long divisor) {
    return new OnnxFile()
        .input("a", DataType.INT64, -1)
        .output("y", DataType.INT64, -1)
        .integers("c", divisor)
        .node("Identity", "b", "c")
        .node(operator, "y", "a", "b");
  }

  /** By the number of values, which may be none. */
  private static OnnxFile bySize(String operator) {
    return new OnnxFile()
        .input("a", DataType.INT64, -1)
        .input("b", DataType.INT64, -1)
        .output("y", DataType.INT64, 1)
        .node("Shape", "size", "a")
        .node(operator, "y", "b", "size");
  }

  private static OnnxFile bySum(String operator) {
    return new OnnxFile()
        .input("a", DataType.INT64, -1)
        .output("y", DataType.INT64, -1)
        .integers("c", 5)
        .node("Add", "b", "a", "c")
        .node(operator, "y", "a", "b");
  }

  private static OnnxFile triangle() {
    return new OnnxFile()
        .input("a", DataType.INT64, -1, -1)
        .input("k", DataType.INT64)
        .output("y", DataType.INT64, -1, -1)
        .node("Trilu", "y", "a", "k");
  }

  private static OnnxFile within(String operator) {
    OnnxFile body =
        new OnnxFile()
            .input("i", DataType.INT64)
            .input("going", DataType.BOOL)
            .input("before", DataType.INT64, -1)
            .output("goes", DataType.BOOL)
            .output("after", DataType.INT64, -1)
            .node("Identity", "goes", "going")
            .node(operator, "after", "before", "b");
    return new OnnxFile()
        .input("times", DataType.INT64)
        .input("a", DataType.INT64, -1)
        .input("b", DataType.INT64, -1)
        .output("y", DataType.INT64, -1)
        .node("Loop", "y", List.of(OnnxFile.attribute("body", body)), "times", "", "a");
  }

  /** Adds 3 to zero so many times. */
  private static OnnxFile loop() {
    OnnxFile body =
        new OnnxFile()
            .input("i", DataType.INT64)
            .input("going", DataType.BOOL)
            .input("before", DataType.INT64, 1)
            .output("goes", DataType.BOOL)
            .output("after", DataType.INT64, 1)
            .node("Identity", "goes", "going")
            .node("Add", "after", "before", "three");
    return new OnnxFile()
        .input("times", DataType.INT64, 1)
        .output("y", DataType.INT64, 1)
        .integers("three", 3)
        .integers("zero", 0)
        .node("Loop", "y", List.of(OnnxFile.attribute("body", body)), "times", "", "zero");
  }

  private static ModelInferRequest loops(String model, long times) {
    return request(model, longs("times", times));
  }

  private static Path graph(String name, String properties) throws IOException {
    Path folder = Files.createDirectories(models.resolve(name));
    Files.writeString(folder.resolve("serving.properties"), properties);
    return folder.resolve("model.onnx");
  }

  private static void load(String name) {
    var _ =
        stub()
            .repositoryModelLoad(
                RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
  }

  /** Values of one input. */
  private record Values(String name, List<Long> values) {}

  private static Values longs(String name, long... values) {
    return new Values(name, Arrays.stream(values).boxed().toList());
  }

  private static ModelInferRequest request(String model, Values... inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    for (Values input : inputs) {
      request.addInputs(
          InferInputTensor.newBuilder()
              .setName(input.name())
              .setDatatype("INT64")
              .addShape(input.values().size()));
      ByteBuffer bytes =
          ByteBuffer.allocate(input.values().size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      input.values().forEach(bytes::putLong);
      request.addRawInputContents(ByteString.copyFrom(bytes.flip()));
    }
    return request.build();
  }

  private static long[] answer(ModelInferRequest request) {
    ByteBuffer bytes = stub().modelInfer(request).getRawOutputContents(0).asReadOnlyByteBuffer();
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
    return values;
  }

  private static GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(RunningNode.PATIENCE);
  }
}
