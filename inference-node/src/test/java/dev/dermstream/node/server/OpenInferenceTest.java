package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.LogSettingsRequest;
import dev.dermstream.oip.v2.ModelConfig;
import dev.dermstream.oip.v2.ModelConfigRequest;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferRequest.InferRequestedOutputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.ModelStatistics;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.oip.v2.RepositoryIndexRequest;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.oip.v2.ServerLiveRequest;
import dev.dermstream.oip.v2.ServerMetadataRequest;
import dev.dermstream.oip.v2.ServerReadyRequest;
import dev.dermstream.oip.v2.SystemSharedMemoryStatusRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
 * The protocol's methods on a node, and requests that no decent client sends. After each of them a
 * decent one is answered.
 */
class OpenInferenceTest {
  private static final String SUM = "sum";
  private static final String BATCHED = "batched";
  private static final String TEXTS = "texts";
  private static final String PIXELS = "pixels";
  private static final String GIANT = "giant";

  @TempDir private static Path directory;
  private static Path models;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    models = directory.resolve("models");
    new OnnxFile()
        .input("a", DataType.FLOAT, -1, 2)
        .input("b", DataType.FLOAT, 2)
        .output("y", DataType.FLOAT, -1, 2)
        .output("z", DataType.FLOAT, -1, 2)
        .node("Add", "y", "a", "b")
        .node("Sub", "z", "a", "b")
        .write(models.resolve(SUM).resolve("3/model.onnx"));
    OnnxFile.adding(10, 2).write(models.resolve(BATCHED).resolve("1/model.onnx"));
    Files.writeString(
        models.resolve(BATCHED).resolve("serving.properties"),
        "batch_size=4\nmax_batch_delay=1\noption.preferred_batch_sizes=2,4");
    new OnnxFile()
        .input("a", DataType.STRING, -1)
        .output("y", DataType.STRING, -1)
        .node("Identity", "y", "a")
        .write(models.resolve(TEXTS).resolve("1/model.onnx"));
    new OnnxFile()
        .input("pixel_values", DataType.FLOAT, -1)
        .output("y", DataType.FLOAT, -1)
        .node("Identity", "y", "pixel_values")
        .write(models.resolve(PIXELS).resolve("1/model.onnx"));
    new OnnxFile()
        .input("shape", DataType.INT64, -1)
        .output("y", DataType.FLOAT, -1, -1, -1)
        .node("ConstantOfShape", "y", "shape")
        .write(models.resolve(GIANT).resolve("1/model.onnx"));
    Files.writeString(models.resolve(GIANT).resolve("serving.properties"), "option.warmup=0");
    node =
        new RunningNode(
            Releases.make(directory.resolve("release")),
            // No canary may share the run of a request that is counted.
            """
            engine.name = OnnxRuntime
            max-message = 1 MiB
            health { canary-interval = 30m, canary-timeout = 1h }
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
    ModelInferResponse response = stub().modelInfer(sum().build());

    assertThat(response.getRawOutputContents(0)).isEqualTo(floats(11, 22));
    assertThat(response.getRawOutputContents(1)).isEqualTo(floats(-9, -18));
    assertThat(response.getParametersOrThrow("engine").getStringParam())
        .matches("OnnxRuntime \\d+\\.\\d+\\.\\d+ cpu");
  }

  @Test
  void theServerIsLiveReadyAndSaysWhatItIs() {
    assertThat(stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(stub().serverMetadata(ServerMetadataRequest.getDefaultInstance()))
        .satisfies(server -> {
          assertThat(server.getName()).isEqualTo("dermstream");
          assertThat(server.getVersion()).isNotEmpty();
          assertThat(server.getExtensionsList())
              .contains("statistics", "model_repository")
              .doesNotContain("system_shared_memory", "trace", "sequence");
        });
    assertThat(
            HealthGrpc.newBlockingStub(node.channel)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("inference.GRPCInferenceService")
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void aModelIsReadyByItsNameAndVersionAndAnUnknownOneIsNot() {
    assertThat(ready(SUM, "")).isTrue();
    assertThat(ready(SUM, "3")).isTrue();
    assertThat(ready(SUM, "1")).isFalse();
    assertThat(ready("nothing", "")).isFalse();
  }

  @Test
  void answersWithTheOutputsThatAreAskedForInTheirOrder() {
    ModelInferResponse both =
        stub().modelInfer(sum().addOutputs(output("z")).addOutputs(output("y")).build());
    ModelInferResponse one = stub().modelInfer(sum().addOutputs(output("z")).build());

    assertThat(both.getOutputsList())
        .extracting(ModelInferResponse.InferOutputTensor::getName)
        .containsExactly("z", "y");
    assertThat(both.getRawOutputContents(0)).isEqualTo(floats(-9, -18));
    assertThat(one.getOutputsCount()).isEqualTo(1);
    assertThat(one.getModelVersion()).isEqualTo("3");
  }

  @Test
  void describesHowAModelBatches() {
    ModelConfig config =
        stub().modelConfig(ModelConfigRequest.newBuilder().setName(BATCHED).build()).getConfig();

    assertThat(config.getMaxBatchSize()).isEqualTo(4);
    assertThat(config.getInput(0).getDimsList()).containsExactly(2L);
    assertThat(config.getDynamicBatching().getPreferredBatchSizeList()).containsExactly(2, 4);
    assertThat(config.getDynamicBatching().getMaxQueueDelayMicroseconds()).isEqualTo(1000);
    assertThat(config.getBackend()).isEqualTo("onnxruntime");
    assertThat(config.getModelTransactionPolicy().getDecoupled()).isFalse();
  }

  @Test
  void countsWhatWasAnswered() {
    ModelStatistics before = statistics();
    stub().modelInfer(batched(3));

    ModelStatistics after = statistics();

    assertThat(after.getInferenceCount()).isEqualTo(before.getInferenceCount() + 3);
    assertThat(after.getExecutionCount()).isEqualTo(before.getExecutionCount() + 1);
    assertThat(after.getInferenceStats().getSuccess().getCount())
        .isEqualTo(before.getInferenceStats().getSuccess().getCount() + 1);
    assertThat(after.getBatchStatsList()).anyMatch(batch -> batch.getBatchSize() == 3);
  }

  @Test
  void aModelIsUnloadedAndLoadedAgain() throws Exception {
    OnnxFile.adding(1, 1).write(models.resolve("late/1/model.onnx"));
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("late")
            .addInputs(input("x", "FP32", 1, 1))
            .addRawInputContents(floats(1))
            .build();
    assertCode(ErrorCode.NOT_READY, request);

    load("late");
    assertThat(stub().modelInfer(request).getRawOutputContents(0)).isEqualTo(floats(2));
    assertThat(states("late")).containsExactly("READY");

    stub()
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder().setModelName("late").build());
    assertCode(ErrorCode.NOT_READY, request);
    assertThat(states("late")).containsExactly("UNAVAILABLE");
    assertThat(
            stub()
                .repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(true).build())
                .getModelsList())
        .noneMatch(model -> model.getName().equals("late"));
    assertStatus(Status.Code.NOT_FOUND, () -> load("nothing"));
  }

  @Test
  void whatIsNotDoneHereSaysWhatToDoInstead() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub().systemSharedMemoryStatus(SystemSharedMemoryStatusRequest.getDefaultInstance()))
        .withMessage(
            "UNIMPLEMENTED: This server shares no memory with its callers; send tensors in the"
                + " request.");
    assertStatus(
        Status.Code.UNIMPLEMENTED,
        () -> stub().logSettings(LogSettingsRequest.getDefaultInstance()));
  }

  static Stream<Arguments> wrongRequests() {
    InferInputTensor typedB =
        input("b", "FP32", 2).toBuilder()
            .setContents(InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2))
            .build();
    return Stream.of(
        wrong("has no input", sum -> sum.getInputsBuilder(0).setName("c")),
        wrong(
            "is FP32 in this model, not FP64", sum -> sum.getInputsBuilder(0).setDatatype("FP64")),
        wrong("there is no datatype", sum -> sum.getInputsBuilder(0).setDatatype("float")),
        wrong("has the shape [-1,2]", sum -> shape(sum, 1, 3)),
        wrong("has the shape [-1,2]", sum -> shape(sum, 2)),
        wrong("negative", sum -> shape(sum, -1, 2)),
        wrong("more elements", sum -> shape(sum, Long.MAX_VALUE, 2)),
        wrong("more elements", sum -> shape(sum, 1L << 62, 2)),
        wrong("40 axes", sum -> shape(sum, new long[40])),
        wrong("takes 16 bytes; 8 came", sum -> shape(sum, 2, 2)),
        wrong("takes 8 bytes; 7 came", sum -> sum.setRawInputContents(0, bytes(7))),
        wrong("takes 8 bytes; 9 came", sum -> sum.setRawInputContents(0, bytes(9))),
        wrong("2 inputs and 1 entries", sum -> removeLastRaw(sum)),
        wrong("2 inputs and 3 entries", sum -> sum.addRawInputContents(bytes(0))),
        wrong("contents beside raw_input_contents", sum -> sum.setInputs(1, typedB)),
        wrong(
            "came twice", sum -> sum.addInputs(sum.getInputs(0)).addRawInputContents(floats(1, 2))),
        wrong("Input b is missing", sum -> removeLast(sum)),
        wrong("Input a is missing", sum -> sum.clearInputs().clearRawInputContents()),
        wrong("takes 2 elements; 0 are in fp32_contents", sum -> sum.clearRawInputContents()),
        wrong("belongs in fp32_contents, not int_contents", OpenInferenceTest::integersForFloats),
        wrong("has no output", sum -> sum.addOutputs(output("w"))),
        wrong("asked for twice", sum -> sum.addOutputs(output("y")).addOutputs(output("y"))),
        wrong("classification is not done", OpenInferenceTest::classification),
        wrong("shared memory", OpenInferenceTest::sharedMemory),
        wrong("sequence_id", sum -> sum.putParameters("sequence_id", number(7))),
        wrong("priority must be", sum -> sum.putParameters("priority", text("high"))),
        wrong("timeout is out of range", sum -> sum.putParameters("timeout", number(-1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongRequests")
  void aWrongRequestIsTheCallersError(String sentence, ModelInferRequest request) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request))
        .withMessageStartingWith("INVALID_ARGUMENT: ")
        .withMessageContaining(sentence)
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode())
                .isEqualTo(ErrorCode.INVALID_INPUT.name()));
  }

  @Test
  void lengthsOfBytesThatLieAreRefusedBeforeAnythingIsAllocated() {
    assertThat(texts(1, raw(3, 'a', 'b', 'c')).getRawOutputContents(0))
        .isEqualTo(raw(3, 'a', 'b', 'c'));
    assertRefused("says it has 4 bytes; 3 are left", 1, raw(4, 'a', 'b', 'c'));
    assertRefused("says it has 4294967295 bytes", 1, raw(-1, 'a'));
    assertRefused("3 bytes follow", 1, raw(0, 'a', 'b', 'c'));
    assertRefused("has no length before it", 2, raw(3, 'a', 'b', 'c', 'd'));
    assertRefused("more than the 7 bytes", 1L << 40, raw(3, 'a', 'b', 'c'));
  }

  @Test
  void aNumberThatItsDatatypeCannotHoldIsRefused() {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(TEXTS)
            .addInputs(
                input("a", "BYTES", 1).toBuilder()
                    .setContents(InferTensorContents.newBuilder().addIntContents(1)))
            .build();
    assertCode(ErrorCode.INVALID_INPUT, request);
  }

  @Test
  void pixelsMustBeFiniteAndOtherNumbersNeedNot() {
    ByteString damaged = floats(1, Float.NaN);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub()
                .modelInfer(
                    ModelInferRequest.newBuilder()
                        .setModelName(PIXELS)
                        .addInputs(input("pixel_values", "FP32", 2))
                        .addRawInputContents(damaged)
                        .build()))
        .withMessageContaining("NaN");
    assertThat(stub().modelInfer(sum().setRawInputContents(1, damaged).build()).getOutputsCount())
        .isEqualTo(2);
  }

  @Test
  void aBatchOverTheLimitIsRefused() {
    assertThat(stub().modelInfer(batched(4)).getOutputs(0).getShape(0)).isEqualTo(4);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(batched(5)))
        .withMessageContaining("5 rows; the model takes 1 to 4");
    assertCode(ErrorCode.INVALID_INPUT, batched(0));
  }

  @Test
  void anUnknownModelOrVersionIsNotFound() {
    assertCode(ErrorCode.MODEL_NOT_FOUND, sum().setModelName("../../etc").build());
    assertCode(ErrorCode.MODEL_NOT_FOUND, sum().setModelVersion("99").build());
    assertCode(ErrorCode.MODEL_NOT_FOUND, ModelInferRequest.getDefaultInstance());
  }

  @Test
  void aMessageOverTheLimitIsRefused() {
    assertCode(ErrorCode.MESSAGE_TOO_LARGE, sum().setRawInputContents(0, bytes(2 << 20)).build());
  }

  @Test
  void aModelThatRunsOutOfMemoryFailsAlone() {
    ByteBuffer shape = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    shape.putLong(1L << 20).putLong(1L << 20).putLong(1L << 8);

    assertStatus(
        Status.Code.UNAVAILABLE,
        () ->
            stub()
                .modelInfer(
                    ModelInferRequest.newBuilder()
                        .setModelName(GIANT)
                        .addInputs(input("shape", "INT64", 3))
                        .addRawInputContents(ByteString.copyFrom(shape.flip()))
                        .build()));
  }

  @Test
  void aStreamAnswersInOrderAndTellsErrorsInBand() throws Exception {
    List<ModelInferRequest> requests =
        IntStream.range(0, 60)
            .mapToObj(i ->
                i % 3 == 2
                    ? sum().setId("bad-" + i).setModelVersion("99").build()
                    : sum().setId("good-" + i).build())
            .toList();

    List<ModelStreamInferResponse> responses = stream(Map.of(), requests);

    assertThat(responses)
        .extracting(response -> response.getInferResponse().getId())
        .containsExactlyElementsOf(requests.stream().map(ModelInferRequest::getId).toList());
    for (ModelStreamInferResponse response : responses) {
      boolean bad = response.getInferResponse().getId().startsWith("bad");
      assertThat(response.getErrorMessage().isEmpty()).isNotEqualTo(bad);
      assertThat(
              response
                  .getInferResponse()
                  .getParametersOrThrow("triton_final_response")
                  .getBoolParam())
          .isTrue();
      if (bad) {
        assertThat(response.getInferResponse().getParametersOrThrow("error_code").getStringParam())
            .isEqualTo(ErrorCode.MODEL_NOT_FOUND.name());
      } else {
        assertThat(response.getInferResponse().getRawOutputContents(0)).isEqualTo(floats(11, 22));
      }
    }
  }

  @Test
  void aStreamEndsWithAStatusWhereItsCallerAskedForThat() {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() ->
            stream(
                Map.of("triton_grpc_error", "true"), List.of(sum().setModelVersion("99").build())))
        .satisfies(thrown ->
            assertThat(Status.fromThrowable(thrown.getCause()).getCode())
                .isEqualTo(Status.Code.NOT_FOUND));
  }

  private static List<ModelStreamInferResponse> stream(
      Map<String, String> headers, List<ModelInferRequest> requests) throws Exception {
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    List<ModelStreamInferResponse> responses = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> ended = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> out =
        GRPCInferenceServiceGrpc.newStub(node.channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse response) {
                    responses.add(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    ended.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    ended.complete(null);
                  }
                });
    requests.forEach(out::onNext);
    out.onCompleted();
    ended.get(60, TimeUnit.SECONDS);
    return responses;
  }

  private static Arguments wrong(String sentence, Consumer<ModelInferRequest.Builder> change) {
    ModelInferRequest.Builder request = sum();
    change.accept(request);
    return Arguments.of(sentence, request.build());
  }

  private static void shape(ModelInferRequest.Builder request, long... axes) {
    InferInputTensor.Builder input = request.getInputsBuilder(0).clearShape();
    for (long axis : axes) {
      input.addShape(axis);
    }
  }

  private static void removeLast(ModelInferRequest.Builder request) {
    removeLastRaw(request);
    request.removeInputs(1);
  }

  private static void removeLastRaw(ModelInferRequest.Builder request) {
    ByteString first = request.getRawInputContents(0);
    request.clearRawInputContents().addRawInputContents(first);
  }

  private static void integersForFloats(ModelInferRequest.Builder request) {
    request.clearRawInputContents();
    for (InferInputTensor.Builder input : request.getInputsBuilderList()) {
      input.setContents(
          InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2).addIntContents(1));
    }
  }

  private static void classification(ModelInferRequest.Builder request) {
    request.addOutputs(output("y").toBuilder().putParameters("classification", number(3)));
  }

  private static void sharedMemory(ModelInferRequest.Builder request) {
    request.getInputsBuilder(0).putParameters("shared_memory_region", text("region"));
  }

  private static ModelInferResponse texts(long count, ByteString raw) {
    return stub()
        .modelInfer(
            ModelInferRequest.newBuilder()
                .setModelName(TEXTS)
                .addInputs(input("a", "BYTES", count))
                .addRawInputContents(raw)
                .build());
  }

  private static void assertRefused(String sentence, long count, ByteString raw) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> texts(count, raw))
        .withMessageStartingWith("INVALID_ARGUMENT")
        .withMessageContaining(sentence);
  }

  private static void assertCode(ErrorCode code, ModelInferRequest request) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request))
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode()).isEqualTo(code.name()));
  }

  private static void assertStatus(Status.Code code, Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(thrown -> assertThat(thrown.getStatus().getCode()).isEqualTo(code));
  }

  private static boolean ready(String name, String version) {
    return stub()
        .modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build())
        .getReady();
  }

  private static void load(String name) {
    assertThat(
            stub()
                .repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder().setModelName(name).build()))
        .isNotNull();
  }

  private static List<String> states(String name) {
    return stub()
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(model -> model.getName().equals(name))
        .map(model -> model.getState())
        .toList();
  }

  private static ModelStatistics statistics() {
    return stub()
        .modelStatistics(ModelStatisticsRequest.newBuilder().setName(BATCHED).build())
        .getModelStats(0);
  }

  private static ModelInferRequest.Builder sum() {
    return ModelInferRequest.newBuilder()
        .setModelName(SUM)
        .addInputs(input("a", "FP32", 1, 2))
        .addInputs(input("b", "FP32", 2))
        .addRawInputContents(floats(1, 2))
        .addRawInputContents(floats(10, 20));
  }

  private static ModelInferRequest batched(int rows) {
    return ModelInferRequest.newBuilder()
        .setModelName(BATCHED)
        .addInputs(input("x", "FP32", rows, 2))
        .addRawInputContents(bytes(rows * 2 * Float.BYTES))
        .build();
  }

  private static InferInputTensor input(String name, String datatype, long... shape) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    for (long axis : shape) {
      input.addShape(axis);
    }
    return input.build();
  }

  private static InferRequestedOutputTensor output(String name) {
    return InferRequestedOutputTensor.newBuilder().setName(name).build();
  }

  private static InferParameter number(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  private static ByteString floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }

  private static ByteString raw(int length, char... characters) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + characters.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(length);
    for (char character : characters) {
      bytes.put((byte) character);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  private static GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(RunningNode.PATIENCE);
  }
}
