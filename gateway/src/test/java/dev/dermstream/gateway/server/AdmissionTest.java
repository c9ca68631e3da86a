package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.StageTiming;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Admission through the doors of a real gateway: four requests in flight, two of them STAT's. */
class AdmissionTest {
  private static final int LIMIT = 4;
  private static final String FOUR = "admission.limit { initial = 4, least = 4, most = 4 }\n";
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  @Test
  void aRequestWithoutAPlaceIsRefusedAtOnceAndToldWhenToComeBack() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR + "admission.routine.queue-items = 0")) {
      cluster.node.script = ScriptedNode::silent;
      send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> cluster.node.requests.size() == LIMIT);
      StatusRuntimeException refused = failure(send(cluster, Lane.LANE_ROUTINE, 1).getFirst());
      Status status = StatusProto.fromThrowable(refused);
      assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
      assertThat(status).isNotNull();
      Error error = StatusMapping.fromStatus(status, "");
      assertThat(error.getCode()).isEqualTo(ErrorCode.OVERLOADED.name());
      assertThat(error.getRetryable()).isTrue();
      assertThat(status.getDetailsList()).anyMatch(AdmissionTest::asksForPatience);
      assertThat(trailers(refused).get(PUSHBACK))
          .isEqualTo(Long.toString(error.getRetryAfterMillis()));
      assertThat(refusals(cluster, "ROUTINE", "queue_items")).isEqualTo(1);
      assertThat(cluster.node.requests).hasSize(LIMIT);
    }
  }

  @Test
  void aFloodOfBatchNeverKeepsStatWaiting() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.node.script =
          (request, out) -> {
            if (request.getLane() == Lane.LANE_STAT) {
              ScriptedNode.answer(request, out);
            }
          };
      send(cluster, Lane.LANE_BATCH, 40 * LIMIT);
      await().until(() -> waiting(cluster, "BATCH") == 40 * LIMIT - LIMIT);
      for (int i = 0; i < 50; i++) {
        Report report = cluster.stub().screen(request(Lane.LANE_STAT)).getReport();
        assertThat(report.getTimingsList())
            .extracting(StageTiming::getStage)
            .contains("admission", "total");
      }
      assertThat(cluster.node.requests.stream().filter(AdmissionTest::isBatch)).hasSize(LIMIT);
      assertThat(cluster.node.requests).hasSize(LIMIT + 50);
    }
  }

  @Test
  void aFloodIsServedToItsEnd() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.node.script = ScriptedNode::silent;
      List<ListenableFuture<ScreenResponse>> flood = send(cluster, Lane.LANE_BATCH, 200);
      // All have come before the first answer says how long the others might have to wait.
      await().until(() -> waiting(cluster, "BATCH") == 200 - LIMIT);
      await().until(() -> cluster.node.open.size() == LIMIT);
      cluster.node.script = ScriptedNode::answer;
      release(cluster);
      for (ListenableFuture<ScreenResponse> answer : flood) {
        assertThat(answer.get(20, TimeUnit.SECONDS).getReport().hasLabel()).isTrue();
      }
      await().until(() -> waiting(cluster, "BATCH") == 0);
      assertThat(cluster.node.requests).hasSize(200);
    }
  }

  @Test
  void whoLeavesTheQueueCostsTheNodeNothing() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.node.script = ScriptedNode::silent;
      send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> cluster.node.open.size() == LIMIT);
      ListenableFuture<ScreenResponse> waiting = send(cluster, Lane.LANE_ROUTINE, 1).getFirst();
      await().until(() -> waiting(cluster, "ROUTINE") == 1);
      waiting.cancel(true);
      await().until(() -> waiting(cluster, "ROUTINE") == 0);
      cluster.node.script = ScriptedNode::answer;
      release(cluster);
      assertThat(cluster.stub().screen(request(Lane.LANE_ROUTINE)).hasReport()).isTrue();
      assertThat(cluster.node.requests).hasSize(LIMIT + 1);
    }
  }

  @Test
  void whatExpiresInTheQueueIsNeverBegun() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.node.script = ScriptedNode::silent;
      send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> cluster.node.open.size() == LIMIT);
      StatusRuntimeException late = screenWithin(cluster, 300);
      assertThat(late.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.DEADLINE_EXCEEDED);
      await().until(() -> waiting(cluster, "ROUTINE") == 0);
      cluster.node.script = ScriptedNode::answer;
      release(cluster);
      assertThat(cluster.stub().screen(request(Lane.LANE_ROUTINE)).hasReport()).isTrue();
      assertThat(cluster.node.requests).hasSize(LIMIT + 1);
    }
  }

  @Test
  void aCallerWhoGoesAwayMakesRoomAtOnce() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.node.script = ScriptedNode::silent;
      List<ListenableFuture<ScreenResponse>> held = send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> cluster.node.requests.size() == LIMIT);
      send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> waiting(cluster, "ROUTINE") == LIMIT);
      held.forEach(call -> call.cancel(true));
      await().until(() -> cluster.node.cancelled.get() == LIMIT);
      await().until(() -> cluster.node.requests.size() == 2 * LIMIT);
    }
  }

  @Test
  void aStreamIsLimitedByImageAndGoesOn() throws Exception {
    try (TestCluster cluster = new TestCluster("admission.quota { per-second = 1, burst = 2 }")) {
      StreamClient client = StreamClient.open(cluster.asyncStub());
      long begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        client.send("c" + i, "image");
      }
      client.halfClose();
      assertThat(client.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
      int tokensSince = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);

      assertThat(client.of(EventCase.REPORT)).hasSizeBetween(2, 2 + tokensSince);
      assertThat(client.kindsOf("c0")).contains(EventCase.REPORT);
      assertThat(client.kindsOf("c1")).contains(EventCase.REPORT);
      assertThat(client.of(EventCase.ERROR))
          .hasSize(20 - client.of(EventCase.REPORT).size())
          .allSatisfy(event -> {
            assertThat(client.kindsOf(event.getCorrelationId())).containsExactly(EventCase.ERROR);
            Error refused = event.getError();
            assertThat(refused.getCode()).isEqualTo(ErrorCode.OVERLOADED.name());
            assertThat(refused.getRetryAfterMillis()).isBetween(50L, 1250L);
          })
          .isNotEmpty();
    }
  }

  @Test
  void tensorsWaitInTheLaneThatTheirMetadataNames() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR + "admission.routine.queue-items = 0")) {
      cluster.models.script = (request, out) -> {};
      List<ListenableFuture<ModelInferResponse>> held = new ArrayList<>();
      for (int i = 0; i < LIMIT; i++) {
        held.add(infer(cluster, ""));
      }
      await().until(() -> cluster.models.received.get() == LIMIT);
      assertThat(failure(infer(cluster, "")).getStatus().getCode())
          .isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
      cluster.models.script = ScriptedModels::echo;
      assertThat(infer(cluster, "stat").get(10, TimeUnit.SECONDS)).isNotNull();
      held.forEach(call -> call.cancel(true));
      await().until(() -> cluster.models.cancelled.get() == LIMIT);
      assertThat(infer(cluster, "").get(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aRequestWhoseAnswerWouldComeTooLateIsRefusedBeforeItsDeadline() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      ScheduledExecutorService device = Executors.newSingleThreadScheduledExecutor();
      try {
        cluster.node.script =
            (request, out) -> {
              var _ = device.schedule(() -> ScriptedNode.answer(request, out), 2, TimeUnit.SECONDS);
            };
        for (ListenableFuture<ScreenResponse> answer : send(cluster, Lane.LANE_ROUTINE, LIMIT)) {
          answer.get(20, TimeUnit.SECONDS);
        }
        // Four at once take two seconds, so one behind eight others waits for more than four.
        cluster.node.script = ScriptedNode::silent;
        send(cluster, Lane.LANE_ROUTINE, 3 * LIMIT);
        await().until(() -> waiting(cluster, "ROUTINE") == 2 * LIMIT);

        StatusRuntimeException refused = screenWithin(cluster, 4_000);

        assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
        assertThat(StatusMapping.toError(refused, "").getRetryAfterMillis()).isPositive();
        assertThat(refusals(cluster, "ROUTINE", "deadline_ahead")).isEqualTo(1);
        assertThat(refusals(cluster, "ROUTINE", "expired")).isZero();
      } finally {
        device.shutdownNow();
      }
    }
  }

  @Test
  void theBytesThatWaitAreBounded() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR + "admission.routine.queue-bytes = 3 KiB")) {
      cluster.node.script = ScriptedNode::silent;
      send(cluster, Lane.LANE_ROUTINE, LIMIT);
      await().until(() -> cluster.node.requests.size() == LIMIT);
      ScreenRequest kilobyte = TestCluster.image("x".repeat(1000));
      for (int i = 0; i < 3; i++) {
        var _ = ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(kilobyte);
      }
      await().until(() -> waiting(cluster, "ROUTINE") == 3);

      assertThat(failure(ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(kilobyte)))
          .extracting(refused -> refused.getStatus().getCode())
          .isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refusals(cluster, "ROUTINE", "queue_bytes")).isEqualTo(1);
      assertThat(waiting(cluster, "ROUTINE")).isEqualTo(3);
    }
  }

  @Test
  void aStreamOfTensorsIsLimitedByMessageAndKeepsItsOrder() throws Exception {
    try (TestCluster cluster =
        new TestCluster(
            FOUR + "admission.routine.queue-items = 0, admission.stat.queue-items = 0")) {
      cluster.models.answersStreams = false;
      List<String> told = new CopyOnWriteArrayList<>();
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      StreamObserver<ModelInferRequest> stream =
          GRPCInferenceServiceGrpc.newStub(cluster.channel).modelStreamInfer(outcomes(told, ended));
      for (int i = 0; i < LIMIT + 2; i++) {
        stream.onNext(ModelInferRequest.newBuilder().setModelName("m").setId("" + i).build());
      }
      await().until(() -> refusals(cluster, "ROUTINE", "queue_items") == 2);
      await().until(() -> cluster.models.received.get() == LIMIT);
      assertThat(told).isEmpty();

      cluster.models.answerStreams();
      await().until(() -> told.size() == LIMIT + 2);
      assertThat(cluster.models.received).hasValue(LIMIT);
      assertThat(told).containsExactly("0", "1", "2", "3", "4 OVERLOADED", "5 OVERLOADED");
      stream.onNext(ModelInferRequest.newBuilder().setModelName("m").setId("again").build());
      stream.onCompleted();

      assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(told).endsWith("again");
    }
  }

  @Test
  void tensorsThatWaitReachTheNodeOnceThereIsRoomInTheirOrder() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.models.answersStreams = false;
      List<String> told = new CopyOnWriteArrayList<>();
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      StreamObserver<ModelInferRequest> stream =
          GRPCInferenceServiceGrpc.newStub(cluster.channel).modelStreamInfer(outcomes(told, ended));
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sent.add("" + i);
        stream.onNext(ModelInferRequest.newBuilder().setModelName("m").setId("" + i).build());
      }
      stream.onCompleted();
      await().until(() -> waiting(cluster, "ROUTINE") == 1);
      await().until(() -> cluster.models.received.get() == LIMIT);

      cluster.models.answerStreams();

      assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(told).isEqualTo(sent);
    }
  }

  @Test
  void tensorsWhoseCallerLeavesTheQueueCostTheNodeNothing() throws Exception {
    try (TestCluster cluster = new TestCluster(FOUR)) {
      cluster.models.script = (request, out) -> {};
      List<ListenableFuture<ModelInferResponse>> held = new ArrayList<>();
      for (int i = 0; i < LIMIT; i++) {
        held.add(infer(cluster, ""));
      }
      await().until(() -> cluster.models.received.get() == LIMIT);
      ListenableFuture<ModelInferResponse> waiting = infer(cluster, "");
      await().until(() -> waiting(cluster, "ROUTINE") == 1);

      waiting.cancel(true);

      await().until(() -> waiting(cluster, "ROUTINE") == 0);
      cluster.models.script = ScriptedModels::echo;
      held.forEach(call -> call.cancel(true));
      assertThat(infer(cluster, "").get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(cluster.models.received).hasValue(LIMIT + 1);
    }
  }

  private static StreamObserver<ModelStreamInferResponse> outcomes(
      List<String> told, CompletableFuture<Boolean> ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ModelStreamInferResponse response) {
        String code =
            response
                .getInferResponse()
                .getParametersOrDefault("error_code", InferParameter.getDefaultInstance())
                .getStringParam();
        told.add((response.getInferResponse().getId() + " " + code).strip());
      }

      @Override
      public void onError(Throwable failure) {
        ended.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {
        ended.complete(true);
      }
    };
  }

  private static StatusRuntimeException screenWithin(TestCluster cluster, long millis) {
    return Assertions.catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ScreeningServiceGrpc.newBlockingStub(cluster.channel)
                .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
                .screen(request(Lane.LANE_ROUTINE)));
  }

  private static List<ListenableFuture<ScreenResponse>> send(
      TestCluster cluster, Lane lane, int requests) {
    List<ListenableFuture<ScreenResponse>> sent = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      sent.add(
          ScreeningServiceGrpc.newFutureStub(cluster.channel)
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .screen(request(lane)));
    }
    return sent;
  }

  private static ListenableFuture<ModelInferResponse> infer(TestCluster cluster, String lane) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("dermstream-lane", Metadata.ASCII_STRING_MARSHALLER), lane);
    return GRPCInferenceServiceGrpc.newFutureStub(cluster.channel)
        .withInterceptors(io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(metadata))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .modelInfer(ModelInferRequest.newBuilder().setModelName("m").build());
  }

  private static ScreenRequest request(Lane lane) {
    return TestCluster.image().toBuilder().setLane(lane).build();
  }

  /** Answers what the node was asked so far. */
  private static void release(TestCluster cluster) {
    // What the answers make room for is none of it.
    List<ServerCallStreamObserver<InferResponse>> held = List.copyOf(cluster.node.open);
    cluster.node.open.clear();
    held.forEach(out -> ScriptedNode.answer(InferRequest.getDefaultInstance(), out));
  }

  private static boolean isBatch(InferRequest request) {
    return request.getLane() == Lane.LANE_BATCH;
  }

  private static boolean asksForPatience(Any detail) {
    return detail.is(RetryInfo.class);
  }

  private static StatusRuntimeException failure(ListenableFuture<?> call) {
    ExecutionException failed =
        Assertions.catchThrowableOfType(
            ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    return (StatusRuntimeException) failed.getCause();
  }

  private static Metadata trailers(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  private static double waiting(TestCluster cluster, String lane) {
    return cluster
        .registry
        .scrape(name -> name.equals("dermstream_gateway_admission_queue_items"))
        .stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> lane.equals(point.getLabels().get("lane")))
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  private static double refusals(TestCluster cluster, String lane, String reason) {
    return cluster
        .registry
        .scrape(name -> name.equals("dermstream_gateway_admission_refused"))
        .stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> lane.equals(point.getLabels().get("lane")))
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
