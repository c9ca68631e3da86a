package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelConfig;
import dev.dermstream.oip.v2.ModelConfigRequest;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferRequest.InferRequestedOutputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelMetadataRequest;
import dev.dermstream.oip.v2.ModelMetadataResponse;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.oip.v2.RepositoryIndexRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.platform.release.Release;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release's profiles by the Open Inference Protocol. */
class ProfileModelsTest {
  @TempDir private static Path directory;
  private static final FaultyRuns RUNS = new FaultyRuns();
  private static Release release;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    release = Releases.make(directory);
    node = new RunningNode(release, "workers = 1, queue-length = 2", RUNS);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void answersWithTheEmbeddingAndTheTextThatTheNodesOwnServiceGives() {
    List<InferResponse> own = node.infer(RunningNode.request(Releases.BASE).build());
    Encoded encoded = own.getFirst().getEncoded();

    ModelInferResponse response = stub().modelInfer(request(Releases.BASE).build());

    assertThat(response.getModelVersion()).isEqualTo(release.id());
    assertThat(response.getId()).isEqualTo("id-1");
    assertThat(response.getOutputs(0).getName()).isEqualTo("EMBEDDING");
    assertThat(response.getOutputs(0).getShapeList())
        .containsExactly(1L, (long) encoded.getEmbeddingCount());
    assertThat(floats(response.getRawOutputContents(0)))
        .containsExactlyElementsOf(encoded.getEmbeddingList());
    assertThat(text(response, 1)).isEqualTo(own.getLast().getFinished().getText());
    assertThat(parameter(response, "release_id")).isEqualTo(release.id());
    assertThat(parameter(response, "node_id")).isEqualTo("node-1");
    assertThat(parameter(response, "engine")).startsWith("OnnxRuntime");
    assertThat(parameter(response, "profile")).isEqualTo(Releases.BASE);
    assertThat(response.containsParameters("triton_final_response")).isFalse();
  }

  @Test
  void aQuestionAndALanguageReachTheModel() {
    InferInputTensor question = bytes("QUESTION", "Is it round?");
    InferInputTensor korean = bytes("LANGUAGE", "ko");

    String english = text(stub().modelInfer(request(Releases.BASE).build()), 1);
    String asked = text(stub().modelInfer(request(Releases.BASE).addInputs(question).build()), 1);
    String inKorean = text(stub().modelInfer(request(Releases.BASE).addInputs(korean).build()), 1);

    assertThat(asked).isNotEqualTo(english);
    assertThat(inKorean).isNotEqualTo(english);
    assertCode(
        ErrorCode.UNSUPPORTED_BY_PROFILE, request(Releases.ADAPTED).addInputs(question).build());
    assertCode(
        ErrorCode.INVALID_INPUT, request(Releases.BASE).addInputs(bytes("LANGUAGE", "fr")).build());
  }

  @Test
  void theEmbeddingAloneCostsNoText() {
    ModelInferResponse response =
        stub()
            .modelInfer(
                request(Releases.ENDLESS)
                    .addOutputs(InferRequestedOutputTensor.newBuilder().setName("EMBEDDING"))
                    .build());

    assertThat(response.getOutputsList()).hasSize(1);
    assertThat(response.containsParameters("generated_tokens")).isFalse();
  }

  @Test
  void aStreamBringsTheEmbeddingThenTheTextPieceByPieceThenItsEnd() throws Exception {
    String whole = text(stub().modelInfer(request(Releases.BASE).build()), 1);

    List<ModelInferResponse> responses = stream(request(Releases.BASE).build());

    assertThat(responses.getFirst().getOutputs(0).getName()).isEqualTo("EMBEDDING");
    assertThat(parameter(responses.getFirst(), "release_id")).isEqualTo(release.id());
    List<ModelInferResponse> texts = responses.subList(1, responses.size() - 1);
    assertThat(texts).isNotEmpty();
    StringBuilder joined = new StringBuilder();
    texts.forEach(piece -> joined.append(text(piece, 0)));
    assertThat(joined.toString()).isEqualTo(whole);
    assertThat(responses).allMatch(response -> response.getId().equals("id-1"));
    assertThat(responses.stream().map(ProfileModelsTest::isFinal))
        .containsOnlyOnce(true)
        .endsWith(true);
    assertThat(parameter(responses.getLast(), "finish_reason")).startsWith("FINISH_REASON");
  }

  @Test
  void anEmptyFinalResponseComesWhereItIsAskedFor() throws Exception {
    List<ModelInferResponse> responses =
        stream(
            request(Releases.BASE)
                .putParameters(
                    "triton_enable_empty_final_response",
                    InferParameter.newBuilder().setBoolParam(true).build())
                .build());

    assertThat(responses.getLast().getOutputsCount()).isZero();
    assertThat(isFinal(responses.getLast())).isTrue();
    assertThat(responses.get(responses.size() - 2).containsParameters("finish_reason")).isTrue();
    assertThat(isFinal(responses.get(responses.size() - 2))).isFalse();
  }

  @Test
  void aPictureThatCannotBeReadIsTheCallersError() {
    assertCode(
        ErrorCode.UNSUPPORTED_MEDIA,
        ModelInferRequest.newBuilder()
            .setModelName(Releases.BASE)
            .addInputs(bytes("IMAGE", "no picture"))
            .build());
    assertCode(
        ErrorCode.EMPTY_IMAGE,
        ModelInferRequest.newBuilder()
            .setModelName(Releases.BASE)
            .addInputs(bytes("IMAGE", ""))
            .build());
  }

  @Test
  void aTimeoutInTheRequestEndsTheWork() {
    assertCode(
        ErrorCode.DEADLINE,
        request(Releases.ENDLESS)
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(50_000).build())
            .build());
  }

  @Test
  void aStreamThatIsCancelledEndsItsGeneration() {
    CountDownLatch left = new CountDownLatch(1);
    RUNS.befall("generate", () -> FaultyRuns.awaitOpen(left));
    CompletableFuture<Void> begun = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(node.channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse response) {
                    begun.complete(null);
                  }

                  @Override
                  public void onError(Throwable cancelled) {}

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request(Releases.ENDLESS).build());
    begun.orTimeout(60, TimeUnit.SECONDS).join();

    requests.onError(io.grpc.Status.CANCELLED.asRuntimeException());
    // The node knows; only then may the text go on, or it might end before.
    await().until(() -> node.value("dermstream_node_requests", "") == 0);
    left.countDown();

    await()
        .atMost(RunningNode.PATIENCE)
        .until(() -> node.recorded("generate", ErrorCode.CANCELLED.name()));
  }

  @Test
  void describesAProfileAsADecoupledModelOfTheRelease() {
    ModelMetadataResponse metadata =
        stub().modelMetadata(ModelMetadataRequest.newBuilder().setName(Releases.BASE).build());
    ModelConfig config =
        stub()
            .modelConfig(ModelConfigRequest.newBuilder().setName(Releases.BASE).build())
            .getConfig();

    assertThat(metadata.getVersionsList()).containsExactly(release.id());
    assertThat(metadata.getInputsList())
        .extracting(ModelMetadataResponse.TensorMetadata::getName)
        .containsExactly("IMAGE", "QUESTION", "LANGUAGE");
    assertThat(config.getModelTransactionPolicy().getDecoupled()).isTrue();
    assertThat(config.getInput(0).getOptional()).isFalse();
    assertThat(config.getInput(1).getOptional()).isTrue();
    assertThat(config.getMaxBatchSize()).isZero();
    assertThat(metadata.getPropertiesOrThrow("engine")).startsWith("OnnxRuntime ");
    assertThat(config.getParametersOrThrow("engine").getStringValue())
        .isEqualTo(metadata.getPropertiesOrThrow("engine"));
    assertThat(stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
        .anyMatch(model ->
            model.getName().equals(Releases.BASE)
                && model.getVersion().equals(release.id())
                && model.getState().equals("READY"));
  }

  @Test
  void countsWhatAProfileHasAnswered() {
    stub().modelInfer(request(Releases.ADAPTED).build());

    assertThat(
            stub()
                .modelStatistics(
                    ModelStatisticsRequest.newBuilder().setName(Releases.ADAPTED).build())
                .getModelStats(0))
        .satisfies(figures -> {
          assertThat(figures.getInferenceCount()).isPositive();
          assertThat(figures.getInferenceStats().getSuccess().getNs()).isPositive();
          assertThat(figures.getLastInference()).isPositive();
        });
  }

  @Test
  void noCallerUnloadsAProfile() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub()
                .repositoryModelUnload(
                    RepositoryModelUnloadRequest.newBuilder().setModelName(Releases.BASE).build()))
        .withMessageStartingWith("FAILED_PRECONDITION");
    assertThat(stub().modelInfer(request(Releases.BASE).build()).getOutputsCount()).isEqualTo(2);
  }

  @Test
  void aVersionThatIsNotTheReleaseIsNotFound() {
    assertCode(ErrorCode.MODEL_NOT_FOUND, request(Releases.BASE).setModelVersion("1").build());
    assertThat(
            stub()
                .modelInfer(request(Releases.BASE).setModelVersion(release.id()).build())
                .getOutputsCount())
        .isEqualTo(2);
  }

  private static List<ModelInferResponse> stream(ModelInferRequest request) throws Exception {
    List<ModelInferResponse> responses = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> ended = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(node.channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse response) {
                    assertThat(response.getErrorMessage()).isEmpty();
                    responses.add(response.getInferResponse());
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
    requests.onNext(request);
    requests.onCompleted();
    ended.get(60, TimeUnit.SECONDS);
    return responses;
  }

  private static void assertCode(ErrorCode code, ModelInferRequest request) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request))
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode()).isEqualTo(code.name()));
  }

  private static boolean isFinal(ModelInferResponse response) {
    return response.getParametersOrThrow("triton_final_response").getBoolParam();
  }

  private static String parameter(ModelInferResponse response, String name) {
    return response.getParametersOrThrow(name).getStringParam();
  }

  private static String text(ModelInferResponse response, int output) {
    assertThat(response.getOutputs(output).getName()).isEqualTo("TEXT");
    ByteString raw = response.getRawOutputContents(output);
    assertThat(raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt())
        .isEqualTo(raw.size() - Integer.BYTES);
    return raw.substring(Integer.BYTES).toStringUtf8();
  }

  private static List<Float> floats(ByteString raw) {
    FloatBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    List<Float> floats = new ArrayList<>();
    while (buffer.hasRemaining()) {
      floats.add(buffer.get());
    }
    return floats;
  }

  private static GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(node.channel)
        .withDeadlineAfter(RunningNode.PATIENCE);
  }

  private static ModelInferRequest.Builder request(String profile) {
    return ModelInferRequest.newBuilder()
        .setModelName(profile)
        .setId("id-1")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("IMAGE")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFrom(RunningNode.picture("png")))));
  }

  private static InferInputTensor bytes(String name, String value) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype("BYTES")
        .addShape(1)
        .setContents(
            InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8(value)))
        .build();
  }
}
