package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.RequestInfo;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.StageTiming;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One image, one report, through the door. */
class ScreenTest {
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void behave() {
    cluster.node.script = ScriptedNode::answer;
    cluster.index.script = ScriptedIndex.answer(ScriptedNode.RELEASE);
    cluster.node.requests.clear();
    cluster.node.open.clear();
    cluster.node.patienceMillis.clear();
    cluster.node.cancelled = new AtomicInteger();
    cluster.index.requests.clear();
    cluster.index.cancelled = new AtomicInteger();
  }

  /** After whatever a test did to it, the gateway serves the next request. */
  @AfterEach
  void theNextRequestIsServed() {
    behave();
    assertThat(screen().getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void aReportJoinsWhatBothPeersKnow() {
    Report report = screen();

    assertThat(report.getLabel().getIdCode()).isEqualTo(6);
    assertThat(report.getLabel().getScorePercent()).isEqualTo(100);
    assertThat(report.getModelLabel().getScorePercent()).isEqualTo(88);
    assertThat(report.getAgreement()).isEqualTo(Agreement.AGREEMENT_AGREE);
    assertThat(report.getSummary()).isEqualTo("Dark and uneven.");
    assertThat(report.getProvenance().getReleaseId()).isEqualTo(ScriptedNode.RELEASE);
    assertThat(report.getNotice()).isEqualTo("not for clinical use");
    assertThat(report.getTimingsList())
        .extracting(StageTiming::getStage)
        .containsExactly(
            "decode", "preprocess", "encode", "generate", "classify", "admission", "join", "total");
  }

  @Test
  void everyStageOfEveryOutcomeIsTimed() {
    assertThat(screen().hasLabel()).isTrue();
    cluster.node.script = ScriptedNode::reject;
    assertThat(screen().hasRejection()).isTrue();
    cluster.node.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");
    assertThat(code(screenFails())).isEqualTo("OVERLOADED");

    assertThat(recorded("tumour15", "ok"))
        .containsExactlyInAnyOrder(
            "decode",
            "preprocess",
            "encode",
            "generate",
            "classify",
            "admission",
            "join",
            "total",
            "audit");
    assertThat(recorded("tumour15", "TRUNCATED_IMAGE"))
        .containsExactlyInAnyOrder("admission", "total");
    assertThat(recorded("unconfirmed", "OVERLOADED")).containsExactly("total");
  }

  @Test
  void theImageReachesTheNodeUntouched() {
    byte[] bytes = new byte[3_000_000];
    new Random(7).nextBytes(bytes);
    ScreenRequest request =
        ScreenRequest.newBuilder()
            .setImage(ByteString.copyFrom(bytes))
            .setProfile("tumour15")
            .setLanguage(Language.LANGUAGE_KOREAN)
            .setLane(Lane.LANE_STAT)
            .build();

    Report report = cluster.stub().screen(request).getReport();

    assertThat(report.getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(cluster.node.requests.peek().getImage()).isEqualTo(request.getImage());
    assertThat(cluster.node.requests.peek().getProfile()).isEqualTo("tumour15");
    assertThat(cluster.node.requests.peek().getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(cluster.node.requests.peek().getLane()).isEqualTo(Lane.LANE_STAT);
    assertThat(cluster.node.requests.peek().hasQuestion()).isFalse();
  }

  @Test
  void theIndexIsAskedWhileTheNodeStillWrites() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;

    ListenableFuture<ScreenResponse> answer = future().screen(TestCluster.image());
    await().until(() -> !cluster.index.requests.isEmpty());

    assertThat(cluster.index.requests.peek().getEmbeddingList()).containsExactly(0.6f, 0.8f);
    assertThat(cluster.index.requests.peek().getProfile()).isEqualTo("tumour15");
    assertThat(answer).isNotDone();
    ScriptedNode.write(cluster.node.open.peek());
    cluster.node.open.peek().onCompleted();
    assertThat(answer.get(10, TimeUnit.SECONDS).getReport().getSummary()).isNotEmpty();
  }

  @Test
  void anImageThatTheNodeRefusesIsAReport() {
    cluster.node.script = ScriptedNode::reject;

    Report report = screen();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(report.getRejection().getCode()).isEqualTo("TRUNCATED_IMAGE");
    assertThat(report.getRejection().getRequestId()).isEqualTo(report.getRequestId());
    assertThat(report.getProvenance().getReleaseId()).isEqualTo(ScriptedNode.RELEASE);
    assertThat(report.hasLabel()).isFalse();
  }

  @Test
  void anEmptyImageIsRefusedWithoutTheNode() {
    Report report = cluster.stub().screen(ScreenRequest.getDefaultInstance()).getReport();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(report.getRejection().getCode()).isEqualTo("EMPTY_IMAGE");
    assertThat(cluster.node.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void aNodesErrorReachesTheCallerWhole(ErrorCode code) {
    cluster.node.script = ScriptedNode.fail(code, "Sentence with 100% ünïcode.");

    StatusRuntimeException failure = screenFails();

    assertThat(failure.getStatus().getCode()).isEqualTo(code.statusCode());
    Error error = StatusMapping.toError(failure, "?");
    assertThat(error.getCode()).isEqualTo(code.name());
    assertThat(error.getMessage()).isEqualTo("Sentence with 100% ünïcode.");
    assertThat(error.getRetryable()).isEqualTo(code.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, NOT_READY",
    "CANCELLED, NOT_READY",
    "DEADLINE_EXCEEDED, DEADLINE",
    "UNKNOWN, INTERNAL",
    "UNIMPLEMENTED, INTERNAL"
  })
  void aBareStatusOfANodeGetsAWord(Status.Code code, String word) {
    cluster.node.script = ScriptedNode.fail(code.toStatus().withDescription("secret"));

    StatusRuntimeException failure = screenFails();

    assertThat(StatusMapping.toError(failure, "?").getCode()).isEqualTo(word);
    assertThat(failure.getMessage()).doesNotContain("secret");
  }

  @Test
  void unreadableDetailsOfANodeAreNotPassedOn() {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {(byte) 0xFF, 1, 2});
    cluster.node.script =
        (request, out) -> out.onError(Status.UNAVAILABLE.asRuntimeException(trailers));

    assertThat(code(screenFails())).isEqualTo("NOT_READY");
  }

  @Test
  void anAnswerOfTheIndexWithoutItsStatusIsNoAnswer() {
    cluster.index.script =
        (request, out) -> {
          out.onNext(ScriptedIndex.response(ScriptedNode.RELEASE));
          out.onError(Status.UNAVAILABLE.asRuntimeException());
        };

    assertThat(code(screenFails())).isEqualTo("NOT_READY");
  }

  @Test
  void aFailingIndexStopsTheNode() {
    cluster.node.script = ScriptedNode::encodeOnly;
    cluster.index.script =
        (request, out) ->
            out.onError(
                StatusMapping.toException(
                    StatusMapping.error(ErrorCode.PROFILE_NOT_FOUND, "No such profile.", "")));

    assertThat(code(screenFails())).isEqualTo("PROFILE_NOT_FOUND");
    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  @Test
  void aFailingNodeStopsTheIndex() {
    cluster.index.script = ScriptedIndex::silent;
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          await().until(() -> !cluster.index.requests.isEmpty());
          ScriptedNode.fail(ErrorCode.INTERNAL, "Broke.").run(request, out);
        };

    assertThat(code(screenFails())).isEqualTo("INTERNAL");
    await().until(() -> cluster.index.cancelled.get() == 1);
  }

  @Test
  void answersOfTwoReleasesAreNotMixed() {
    cluster.index.script = ScriptedIndex.answer("release-2");

    StatusRuntimeException failure = screenFails();

    assertThat(code(failure)).isEqualTo("RELEASE_MISMATCH");
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(StatusMapping.toError(failure, "").getRetryable()).isTrue();
  }

  static Stream<List<InferResponse>> brokenConversations() {
    InferResponse encoded = ScriptedNode.encoded(ScriptedNode.RELEASE);
    InferResponse text = InferResponse.newBuilder().setText("a").build();
    InferResponse finished = ScriptedNode.finished("a");
    return Stream.of(
        List.of(),
        List.of(encoded),
        List.of(encoded, text),
        List.of(text),
        List.of(finished),
        List.of(finished, encoded),
        List.of(encoded, encoded, finished),
        List.of(encoded, finished, finished),
        List.of(encoded, finished, text),
        List.of(InferResponse.getDefaultInstance()),
        List.of(
            encoded.toBuilder()
                .setEncoded(encoded.getEncoded().toBuilder().clearEmbedding())
                .build(),
            finished));
  }

  @ParameterizedTest
  @MethodSource("brokenConversations")
  void aNodeThatBreaksTheContractGivesNoAnswer(List<InferResponse> messages) {
    cluster.node.script = ScriptedNode.send(messages);

    assertThat(code(screenFails())).isEqualTo("INTERNAL");
  }

  @Test
  void anAnswerWithoutItsStatusIsNoAnswer() {
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          ScriptedNode.write(out);
          ScriptedNode.fail(ErrorCode.INTERNAL, "Failed after all.").run(request, out);
        };

    assertThat(code(screenFails())).isEqualTo("INTERNAL");
  }

  @Test
  void theDeadlineOfTheCallerIsToldToBothPeersAndHolds() {
    cluster.node.script = ScriptedNode::encodeOnly;
    cluster.index.script = ScriptedIndex::silent;

    StatusRuntimeException failure =
        fails(() ->
            cluster.stub().withDeadlineAfter(3, TimeUnit.SECONDS).screen(TestCluster.image()));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(cluster.node.patienceMillis.peek()).isBetween(1L, 3_000L);
    await().until(() -> cluster.node.cancelled.get() == 1 && cluster.index.cancelled.get() == 1);
  }

  @Test
  void cancellationReachesBothPeers() {
    cluster.node.script = ScriptedNode::encodeOnly;
    cluster.index.script = ScriptedIndex::silent;
    ListenableFuture<ScreenResponse> answer = future().screen(TestCluster.image());
    await().until(() -> !cluster.index.requests.isEmpty());

    answer.cancel(true);

    await().until(() -> cluster.node.cancelled.get() == 1 && cluster.index.cancelled.get() == 1);
  }

  @Test
  void aCallerWhoseConnectionDiesCancelsBothPeers() {
    cluster.node.script = ScriptedNode::encodeOnly;
    cluster.index.script = ScriptedIndex::silent;
    ManagedChannel other = cluster.connect();
    ListenableFuture<ScreenResponse> answer =
        ScreeningServiceGrpc.newFutureStub(other).screen(TestCluster.image());
    await().until(() -> !cluster.index.requests.isEmpty());

    other.shutdownNow();

    await().until(() -> cluster.node.cancelled.get() == 1 && cluster.index.cancelled.get() == 1);
    assertThat(answer).failsWithin(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "req-1_2.3", "0123456789"})
  void aSaneRequestIdIsKept(String id) {
    AtomicReference<Metadata> headers = new AtomicReference<>();

    Report report = withRequestId(id, headers).screen(TestCluster.image()).getReport();

    assertThat(report.getRequestId()).isEqualTo(id);
    assertThat(headers.get().get(REQUEST_ID)).isEqualTo(id);
    assertThat(cluster.node.requests.peek().getRequestId()).isEqualTo(id);
    assertThat(cluster.index.requests.peek().getRequestId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "<script>", "a\"b"})
  void anotherRequestIdIsReplaced(String id) {
    Report report =
        withRequestId(id, new AtomicReference<>()).screen(TestCluster.image()).getReport();

    assertThat(report.getRequestId()).matches("[0-9a-f-]{36}");
  }

  @Test
  void errorsCarryTheRequestId() {
    cluster.node.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");

    StatusRuntimeException failure =
        fails(() -> withRequestId("req-7", new AtomicReference<>()).screen(TestCluster.image()));

    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    assertThat(status.getDetailsList())
        .contains(Any.pack(RequestInfo.newBuilder().setRequestId("req-7").build()));
  }

  @Test
  void anOverlongProfileIsRefusedWithoutTheNode() {
    ScreenRequest request = TestCluster.image().toBuilder().setProfile("p".repeat(129)).build();

    assertThat(code(fails(() -> cluster.stub().screen(request)))).isEqualTo("INVALID_INPUT");
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void anUnknownLanguageIsRefused() {
    ScreenRequest request = TestCluster.image().toBuilder().setLanguageValue(77).build();

    assertThat(code(fails(() -> cluster.stub().screen(request)))).isEqualTo("INVALID_INPUT");
  }

  private static List<String> recorded(String profile, String outcome) {
    return cluster.registry.scrape().stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(DataPointSnapshot::getLabels)
        .filter(labels -> "gateway".equals(labels.get("role")))
        .filter(labels -> profile.equals(labels.get("profile")))
        .filter(labels -> outcome.equals(labels.get("outcome")))
        .map(labels -> labels.get("stage"))
        .toList();
  }

  private static Report screen() {
    return cluster.stub().screen(TestCluster.image()).getReport();
  }

  private static StatusRuntimeException screenFails() {
    return fails(ScreenTest::screen);
  }

  private static StatusRuntimeException fails(Runnable call) {
    AtomicReference<StatusRuntimeException> failure = new AtomicReference<>();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(failure::set);
    return failure.get();
  }

  private static String code(StatusRuntimeException failure) {
    return StatusMapping.toError(failure, "").getCode();
  }

  private static ScreeningServiceGrpc.ScreeningServiceFutureStub future() {
    return ScreeningServiceGrpc.newFutureStub(cluster.channel);
  }

  private static ScreeningServiceGrpc.ScreeningServiceBlockingStub withRequestId(
      String id, AtomicReference<Metadata> headers) {
    Metadata metadata = new Metadata();
    metadata.put(REQUEST_ID, id);
    return cluster
        .stub()
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(metadata),
            MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
  }
}
