package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, reflection, peers that come and go, and the end of the server. */
class OperationsTest {
  private TestCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new TestCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dermstream.v1.ScreeningService", "inference.GRPCInferenceService"})
  void healthFollowsThePeers(String service) throws IOException {
    await().until(() -> health(service) == ServingStatus.SERVING);

    int port = cluster.nodeServer.getPort();
    cluster.nodeServer.shutdownNow();
    await().until(() -> health(service) == ServingStatus.NOT_SERVING);
    assertThat(screenFails()).isEqualTo("NOT_READY");

    await().until(cluster.nodeServer::isTerminated);
    Server again = TestCluster.serve(port, cluster.node);
    try {
      await().until(() -> health(service) == ServingStatus.SERVING);
      assertThat(cluster.stub().screen(TestCluster.image()).hasReport()).isTrue();

      cluster.indexServer.shutdownNow();
      await().until(() -> health(service) == ServingStatus.NOT_SERVING);
      assertThat(screenFails()).isEqualTo("NOT_READY");
    } finally {
      again.shutdownNow();
    }
  }

  @Test
  void readinessOverHttpFollowsThePeersAndLivenessDoesNot() throws Exception {
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      await().until(() -> http.get("/readyz").statusCode() == 200);

      cluster.nodeServer.shutdownNow();

      await().until(() -> http.get("/readyz").statusCode() == 503);
      assertThat(http.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDrainingServerRefusesOverHttpAndFinishesWhatRuns() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      CompletableFuture<HttpResponse<String>> running =
          http.client()
              .sendAsync(
                  http.to("/v1/screen")
                      .header("content-type", "image/png")
                      .POST(BodyPublishers.ofString("x"))
                      .build(),
                  BodyHandlers.ofString());
      await().until(() -> !cluster.node.open.isEmpty());
      CompletableFuture<Void> closing = CompletableFuture.runAsync(cluster.gateway::close);
      // The readiness ends a moment before calls are refused; one that is let in would hang.
      await().until(() -> http.get("/v1/release").statusCode() == 503);
      assertThat(http.get("/readyz").statusCode()).isEqualTo(503);

      HttpResponse<String> refused = http.post("/v1/screen", "image/png", "x");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(HttpCaller.code(refused)).isEqualTo("DRAINING");
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(HttpCaller.code(http.get("/v1/release"))).isEqualTo("DRAINING");

      ServerCallStreamObserver<InferResponse> node = cluster.node.open.remove();
      ScriptedNode.write(node);
      node.onCompleted();
      assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      closing.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void theHealthOfAnUnknownServiceIsNotFound() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> health("nobody"))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void aWatchHearsEveryChangeOnce() {
    List<ServingStatus> heard = new CopyOnWriteArrayList<>();
    await().until(() -> health("") == ServingStatus.SERVING);
    HealthGrpc.newStub(cluster.channel)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                heard.add(response.getStatus());
              }

              @Override
              public void onError(Throwable failure) {
                // The server goes away at the end of the test.
              }

              @Override
              public void onCompleted() {}
            });
    await().until(() -> heard.size() == 1);

    cluster.nodeServer.shutdownNow();

    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
  }

  @Test
  void aNodeThatDiesMidAnswerIsNotReady() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    ListenableFuture<ScreenResponse> answer =
        ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(TestCluster.image());
    await().until(() -> !cluster.index.requests.isEmpty());

    cluster.nodeServer.shutdownNow();

    assertThat(answer)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .satisfies(e -> {
          Error error = StatusMapping.toError(e.getCause(), "");
          assertThat(error.getCode()).isEqualTo("NOT_READY");
          assertThat(error.getRetryable()).isTrue();
        });
  }

  @Test
  void aNodesMessageOverTheLimitGivesNoAnswer() throws IOException {
    try (TestCluster narrow = new TestCluster("upstream.max-message-size = 1 KiB")) {
      narrow.node.script =
          (request, out) -> {
            out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
            out.onNext(ScriptedNode.finished("x".repeat(2_000)));
          };

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> narrow.stub().screen(TestCluster.image()))
          .satisfies(e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("INTERNAL"));
      await().until(() -> narrow.node.cancelled.get() == 1);
      narrow.node.script = ScriptedNode::answer;
      assertThat(narrow.stub().screen(TestCluster.image()).hasReport()).isTrue();
    }
  }

  @Test
  void aNodesCompressedMessageGivesNoAnswer() {
    cluster.node.script =
        (request, out) -> {
          out.setCompression("gzip");
          out.setMessageCompression(true);
          ScriptedNode.answer(request, out);
        };

    assertThat(screenFails()).isEqualTo("INTERNAL");
  }

  @Test
  void aCallerWithoutADeadlineGetsTheDefault() throws IOException {
    try (TestCluster impatient = new TestCluster("default-deadline = 2s")) {
      // The way is open, so that the deadline passes at the node.
      assertThat(impatient.stub().screen(TestCluster.image()).hasReport()).isTrue();
      impatient.node.script = ScriptedNode::silent;

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              ScreeningServiceGrpc.newBlockingStub(impatient.channel).screen(TestCluster.image()))
          .satisfies(e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("DEADLINE"));
      await().until(() -> impatient.node.cancelled.get() == 1);
    }
  }

  @Test
  void everyImageOfAStreamHasTheDefaultDeadlineAndTheStreamGoesOn() throws Exception {
    try (TestCluster impatient = new TestCluster("default-deadline = 2s")) {
      impatient.node.script =
          (request, out) -> {
            if (request.getImage().toStringUtf8().equals("image")) {
              ScriptedNode.answer(request, out);
            }
          };
      StreamClient stream = StreamClient.open(impatient.asyncStub());
      stream.send("stuck", "stuck");
      await().until(() -> !stream.of(EventCase.ERROR).isEmpty());
      assertThat(stream.of(EventCase.ERROR).getFirst().getError().getCode()).isEqualTo("DEADLINE");
      // Again where the machine itself took longer than the deadline.
      for (int i = 0; stream.of(EventCase.REPORT).isEmpty(); i++) {
        String next = "next-" + i;
        stream.send(next, "image");
        await()
            .until(() ->
                stream.kindsOf(next).contains(EventCase.REPORT)
                    || stream.kindsOf(next).contains(EventCase.ERROR));
      }
      stream.halfClose();

      assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
      assertThat(stream.of(EventCase.REPORT)).hasSize(1);
    }
  }

  @Test
  void reflectionShowsEveryServiceAndItsTypes() throws Exception {
    List<ServerReflectionResponse> answers =
        reflect(
            ServerReflectionRequest.newBuilder().setListServices("").build(),
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("dermstream.v1.ScreeningService")
                .build());

    assertThat(answers.get(0).getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains(
            "dermstream.v1.ScreeningService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection");
    FileDescriptorProto file =
        FileDescriptorProto.parseFrom(
            answers.get(1).getFileDescriptorResponse().getFileDescriptorProto(0));
    assertThat(file.getService(0).getMethodList())
        .extracting(method -> method.getName())
        .containsExactly("Screen", "ScreenStream", "Ask", "Embed", "Rank", "GetRelease");
  }

  @Test
  void clientsOfTheOlderReflectionAreServedToo() throws Exception {
    CompletableFuture<List<String>> services = new CompletableFuture<>();
    StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> out =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(cluster.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse answer) {
                    services.complete(
                        answer.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    out.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());

    assertThat(services.get(10, TimeUnit.SECONDS))
        .contains("dermstream.v1.ScreeningService", "inference.GRPCInferenceService");
    out.onCompleted();
  }

  @Test
  void reflectionSaysWhatItDoesNotKnow() throws Exception {
    List<ServerReflectionResponse> answers =
        reflect(
            ServerReflectionRequest.newBuilder().setFileContainingSymbol("no.Such").build(),
            ServerReflectionRequest.newBuilder().setFileByFilename("none.proto").build(),
            ServerReflectionRequest.getDefaultInstance());

    assertThat(answers)
        .extracting(answer -> answer.getErrorResponse().getErrorCode())
        .containsExactly(5, 5, 3);
  }

  @Test
  void aDrainingServerFinishesWhatRunsAndRefusesTheRest() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    await().until(() -> health("") == ServingStatus.SERVING);
    ListenableFuture<ScreenResponse> running =
        ScreeningServiceGrpc.newFutureStub(cluster.channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .screen(TestCluster.image());
    StreamClient stream = StreamClient.open(cluster.asyncStub());
    stream.send("a", "image");
    StreamClient idle = StreamClient.open(cluster.asyncStub());
    await().until(() -> cluster.node.open.size() == 2);

    Thread closing = Thread.startVirtualThread(cluster.gateway::close);

    assertThat(idle.status.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(screenFails()).isEqualTo("DRAINING");
    assertThat(running).isNotDone();
    while (!cluster.node.open.isEmpty()) {
      ServerCallStreamObserver<InferResponse> out = cluster.node.open.remove();
      ScriptedNode.write(out);
      out.onCompleted();
    }

    assertThat(running.get(20, TimeUnit.SECONDS).hasReport()).isTrue();
    assertThat(stream.status.get(20, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(stream.of(EventCase.REPORT)).hasSize(1);
    closing.join();
  }

  @Test
  void whoHeedsTheNoticeIsNeverRefused() throws Exception {
    try (TestCluster polite = new TestCluster("drain-notice = 30s")) {
      BlockingQueue<ServingStatus> health = new LinkedBlockingQueue<>();
      HealthGrpc.newStub(polite.channel)
          .watch(HealthCheckRequest.getDefaultInstance(), new Heard(health));
      await().until(() -> health.poll(20, TimeUnit.SECONDS) == ServingStatus.SERVING);

      Thread closing = Thread.ofPlatform().start(polite.gateway::close);

      assertThat(health.poll(20, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(polite.stub().screen(TestCluster.image()).hasReport()).isTrue();
      // Instead of waiting for the rest of the notice.
      closing.interrupt();
      closing.join();
    }
  }

  private record Heard(BlockingQueue<ServingStatus> statuses)
      implements StreamObserver<HealthCheckResponse> {
    @Override
    public void onNext(HealthCheckResponse response) {
      statuses.add(response.getStatus());
    }

    @Override
    public void onError(Throwable failure) {
      statuses.add(ServingStatus.UNRECOGNIZED);
    }

    @Override
    public void onCompleted() {
      statuses.add(ServingStatus.UNRECOGNIZED);
    }
  }

  @Test
  void theDrainLimitCutsOffWhatHangs() throws Exception {
    try (TestCluster impatient = new TestCluster("drain-limit = 100ms")) {
      impatient.node.script = ScriptedNode::silent;
      ListenableFuture<ScreenResponse> hanging =
          ScreeningServiceGrpc.newFutureStub(impatient.channel).screen(TestCluster.image());
      await().until(() -> !impatient.node.requests.isEmpty());

      impatient.gateway.close();

      assertThat(hanging).failsWithin(10, TimeUnit.SECONDS);
      await().until(() -> impatient.node.cancelled.get() == 1);
    }
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(cluster.channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private String screenFails() {
    try {
      ScreenResponse response = cluster.stub().screen(TestCluster.image());
      return "answered " + response.getReport().getDisposition();
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, "").getCode();
    }
  }

  private List<ServerReflectionResponse> reflect(ServerReflectionRequest... questions)
      throws Exception {
    List<ServerReflectionResponse> answers = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> out =
        ServerReflectionGrpc.newStub(cluster.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    done.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    done.complete(null);
                  }
                });
    for (ServerReflectionRequest question : questions) {
      int before = answers.size();
      out.onNext(question);
      await().until(() -> answers.size() > before);
    }
    out.onCompleted();
    done.get(20, TimeUnit.SECONDS);
    return answers;
  }
}
