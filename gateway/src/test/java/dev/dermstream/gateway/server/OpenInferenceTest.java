package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.oip.v2.ServerLiveRequest;
import dev.dermstream.v1.Error;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of the Open Inference Protocol on their way through a gateway. */
class OpenInferenceTest {
  private static final int LIMIT = 4 << 20;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster("max-message-size = 4 MiB");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void reset() {
    cluster.models.script = ScriptedModels::echo;
    cluster.models.reads = true;
    cluster.models.headers.clear();
    cluster.models.patienceMillis.clear();
    cluster.models.received.set(0);
    cluster.models.cancelled = new AtomicInteger();
  }

  @Test
  void bytesArriveAsTheyWereSent() {
    byte[] bytes = new byte[3 << 20];
    new Random(7).nextBytes(bytes);

    ModelInferResponse response = stub().modelInfer(request("a", bytes));

    assertThat(response.getId()).isEqualTo("a");
    assertThat(response.getRawOutputContents(0).toByteArray()).isEqualTo(bytes);
  }

  @Test
  void theDeadlineTheRequestIdAndTheProtocolsMetadataGoAlong() {
    Metadata metadata = new Metadata();
    metadata.put(key("x-request-id"), "request-7");
    metadata.put(key("triton_grpc_error"), "true");
    metadata.put(key("authorization"), "secret");

    ModelInferResponse response =
        stub()
            .withDeadlineAfter(9, TimeUnit.SECONDS)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .modelInfer(request("a", new byte[1]));

    assertThat(response.getId()).isEqualTo("a");
    assertThat(cluster.models.patienceMillis.remove()).isBetween(1L, 9000L);
    Metadata seen = cluster.models.headers.remove();
    assertThat(seen.get(key("x-request-id"))).isEqualTo("request-7");
    assertThat(seen.get(key("triton_grpc_error"))).isEqualTo("true");
    assertThat(seen.get(key("authorization"))).isNull();
  }

  @Test
  void theNodesStatusComesBackAsTheNodeToldIt() {
    Error error = StatusMapping.error(ErrorCode.MODEL_NOT_FOUND, "There is no model x.", "r");
    cluster.models.script = (request, out) -> out.onError(StatusMapping.toException(error));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request("a", new byte[1])))
        .satisfies(thrown -> {
          assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
          assertThat(thrown.getStatus().getDescription()).isEqualTo("There is no model x.");
          assertThat(StatusMapping.toError(thrown, "r")).isEqualTo(error);
        });
  }

  @Test
  void aStatusOutsideOfTheVocabularyKeepsItsSentence() {
    cluster.models.script =
        (request, out) ->
            out.onError(
                StatusProto.toStatusRuntimeException(
                    com.google.rpc.Status.newBuilder()
                        .setCode(12)
                        .setMessage("Not here.")
                        .build()));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request("a", new byte[1])))
        .withMessage("UNIMPLEMENTED: Not here.");
  }

  @Test
  void aCancelledCallIsCancelledAtTheNode() {
    cluster.models.script = (request, out) -> {};
    ListenableFuture<ModelInferResponse> call =
        GRPCInferenceServiceGrpc.newFutureStub(cluster.channel)
            .modelInfer(request("a", new byte[1]));
    await().until(() -> cluster.models.received.get() == 1);

    call.cancel(true);

    await().until(() -> cluster.models.cancelled.get() == 1);
  }

  @Test
  void aDeadlineThatPassesEndsTheCallOnBothSides() {
    // The way is open, so that the deadline passes at the node.
    assertThat(stub().modelInfer(request("a", new byte[1])).getId()).isEqualTo("a");
    cluster.models.script = (request, out) -> {};

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            stub().withDeadlineAfter(2, TimeUnit.SECONDS).modelInfer(request("a", new byte[1])))
        .satisfies(thrown ->
            assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    await().until(() -> cluster.models.cancelled.get() == 1);
  }

  @Test
  void aMessageOverTheLimitIsRefusedAndTheNextIsServed() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().modelInfer(request("a", new byte[LIMIT + 1])))
        .satisfies(thrown ->
            assertThat(StatusMapping.toError(thrown, "").getCode())
                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE.name()));
    assertThat(stub().modelInfer(request("b", new byte[1])).getId()).isEqualTo("b");
  }

  @Test
  void aStreamGoesBothWays() throws Exception {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(cluster.channel).modelStreamInfer(answers);
    for (int i = 0; i < 100; i++) {
      requests.onNext(request(Integer.toString(i), new byte[1000]));
    }
    requests.onCompleted();

    answers.ended.get(20, TimeUnit.SECONDS);
    assertThat(answers.ids)
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 100).mapToObj(Integer::toString).toList());
  }

  @Test
  void aStreamHasNoDeadlineThatItsCallerDidNotSet() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(cluster.channel).modelStreamInfer(answers);
    requests.onNext(request("a", new byte[1]));
    await().until(() -> answers.ids.contains("a"));

    assertThat(cluster.models.patienceMillis.remove()).isGreaterThan(TimeUnit.DAYS.toMillis(1));

    requests.onError(Status.CANCELLED.asRuntimeException());
    await().until(() -> cluster.models.cancelled.get() == 1);
  }

  @Test
  void aNodeThatDoesNotReadHoldsTheCallerBack() {
    cluster.models.reads = false;
    AtomicInteger sent = new AtomicInteger();
    ByteString megabyte = ByteString.copyFrom(new byte[1 << 20]);
    CompletableFuture<ClientCallStreamObserver<ModelInferRequest>> call = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(cluster.channel)
            .modelStreamInfer(
                new ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse>() {
                  @Override
                  public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
                    stream.setOnReadyHandler(() -> {
                      while (stream.isReady() && sent.get() < 200) {
                        sent.incrementAndGet();
                        stream.onNext(
                            ModelInferRequest.newBuilder().addRawInputContents(megabyte).build());
                      }
                    });
                    call.complete(stream);
                  }

                  @Override
                  public void onNext(ModelStreamInferResponse response) {}

                  @Override
                  public void onError(Throwable ended) {}

                  @Override
                  public void onCompleted() {}
                });

    await()
        .during(java.time.Duration.ofMillis(500))
        .atMost(java.time.Duration.ofSeconds(20))
        // A node that has not got the call has nothing to cancel.
        .until(() -> !cluster.models.headers.isEmpty() && sent.get() > 0 && sent.get() < 60);

    call.join().cancel("done", null);
    assertThat(requests).isNotNull();
    // Else it might be counted for the next test.
    await().until(() -> cluster.models.cancelled.get() == 1);
  }

  @Test
  void modelsAreLoadedAndUnloadedOnlyWhereTheGatewayLetsItsCallers() throws IOException {
    RepositoryModelUnloadRequest unload =
        RepositoryModelUnloadRequest.newBuilder().setModelName("m").build();
    assertThat(stub().repositoryModelUnload(unload)).isNotNull();
    assertThat(cluster.models.unloaded.get()).isEqualTo(1);

    try (TestCluster strict = new TestCluster("oip.model-control = false")) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              GRPCInferenceServiceGrpc.newBlockingStub(strict.channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .repositoryModelUnload(unload))
          .satisfies(thrown ->
              assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
      assertThat(strict.models.unloaded.get()).isZero();
    }
  }

  @Test
  void anUnreachableNodeIsNotReady() throws IOException {
    try (TestCluster headless = new TestCluster()) {
      headless.nodeServer.shutdownNow();
      await().until(headless.nodeServer::isTerminated);

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              GRPCInferenceServiceGrpc.newBlockingStub(headless.channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .serverLive(ServerLiveRequest.getDefaultInstance()))
          .satisfies(thrown ->
              assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  private static GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static ModelInferRequest request(String id, byte[] raw) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .setId(id)
        .addRawInputContents(ByteString.copyFrom(raw))
        .build();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** The ids of a stream's answers, in their order. */
  private static final class Answers implements StreamObserver<ModelStreamInferResponse> {
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public void onNext(ModelStreamInferResponse response) {
      ids.add(response.getInferResponse().getId());
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      ended.complete(null);
    }
  }
}
