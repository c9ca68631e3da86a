package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway before several nodes and indexes: who is asked, and who is asked next. */
class RoutingTest {
  @TempDir Path folder;
  private final ScriptedNode nodeA = new ScriptedNode();
  private final ScriptedNode nodeB = new ScriptedNode();
  private final ScriptedIndex indexA = new ScriptedIndex();
  private final ScriptedIndex indexB = new ScriptedIndex();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ScriptedServer serverA;
  private ScriptedServer serverB;
  private ScriptedServer indexServerA;
  private ScriptedServer indexServerB;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    serverA = opened(ScriptedServer.of(nodeA));
    serverB = opened(ScriptedServer.of(nodeB));
    indexServerA = opened(ScriptedServer.of(indexA));
    indexServerB = opened(ScriptedServer.of(indexB));
  }

  @AfterEach
  void stop() throws Exception {
    if (channel != null) {
      channel.shutdownNow();
    }
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void everyNodeAndEveryIndexGetsItsShare() throws IOException {
    open("admission.limit.initial = 100");
    // Without an answer no latency is known, and the number of requests alone decides.
    nodeA.script = ScriptedNode::silent;
    nodeB.script = ScriptedNode::silent;
    indexA.script = ScriptedIndex::silent;
    indexB.script = ScriptedIndex::silent;
    List<ListenableFuture<ScreenResponse>> sent = new ArrayList<>();

    for (int i = 1; i <= 40; i++) {
      sent.add(ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image()));
      int asked = i;
      await().until(() -> nodeA.open.size() + nodeB.open.size() == asked);
    }
    assertThat(nodeA.requests).hasSizeBetween(12, 28);

    Stream.concat(nodeA.open.stream(), nodeB.open.stream())
        .forEach(out -> out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE)));
    await().until(() -> indexA.requests.size() + indexB.requests.size() == sent.size());
    assertThat(indexA.requests).hasSizeBetween(12, 28);
    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(sent.size());
  }

  @Test
  void theImagesOfOneStreamGoToSeveralNodes() throws Exception {
    open("");
    List<ScreenStreamResponse> heard = new CopyOnWriteArrayList<>();
    StreamObserver<ScreenStreamRequest> images =
        ScreeningServiceGrpc.newStub(channel).screenStream(collecting(heard));

    for (int i = 0; i < 40; i++) {
      images.onNext(
          ScreenStreamRequest.newBuilder()
              .setCorrelationId("image-" + i)
              .setRequest(TestCluster.image())
              .build());
    }
    images.onCompleted();

    await().until(() -> heard.stream().filter(ScreenStreamResponse::hasReport).count() == 40);
    assertThat(nodeA.requests).isNotEmpty();
    assertThat(nodeB.requests).isNotEmpty();
  }

  @Test
  void aBusyNodeIsSparedWhileItIsBusy() throws IOException {
    open("");
    nodeA.script = ScriptedNode::silent;
    List<ListenableFuture<ScreenResponse>> sent = new ArrayList<>();
    while (nodeA.requests.isEmpty()) {
      sent.add(ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image()));
      await().until(() -> nodeA.requests.size() + nodeB.requests.size() == sent.size());
    }
    await().until(() -> sent.stream().filter(Future::isDone).count() == sent.size() - 1);
    nodeB.requests.clear();

    for (int i = 0; i < 30; i++) {
      screen();
    }

    assertThat(nodeB.requests).hasSize(30);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_READY", "DRAINING", "OVERLOADED", "ENGINE_FAILED"})
  void whatMaySucceedElsewhereIsTriedElsewhere(ErrorCode code) throws IOException {
    open("");
    nodeA.script = ScriptedNode.fail(code, "Not here.");

    for (int i = 0; i < 20; i++) {
      assertThat(screen().getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    }

    assertThat(nodeB.requests).hasSize(20);
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_INPUT", "INTERNAL", "UNSUPPORTED_BY_PROFILE"})
  void whatWouldFailAgainIsNotTriedAgain(ErrorCode code) throws IOException {
    open("");
    nodeA.script = ScriptedNode.fail(code, "No.");
    nodeB.script = ScriptedNode.fail(code, "No.");

    assertThat(code(this::screen)).isEqualTo(code.name());

    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(1);
  }

  @Test
  void theLastErrorIsToldWhenNobodyCanServe() throws IOException {
    open("");
    nodeA.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");
    nodeB.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");

    assertThat(code(this::screen)).isEqualTo("OVERLOADED");

    assertThat(nodeA.requests).hasSize(1);
    assertThat(nodeB.requests).hasSize(1);
  }

  @Test
  void retriesEndWhereTheBudgetEnds() throws IOException {
    open("routing { retry-percent = 0, retry-burst = 2 }");
    nodeA.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");
    nodeB.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.");

    for (int i = 0; i < 5; i++) {
      assertThat(code(this::screen)).isEqualTo("OVERLOADED");
    }

    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(7);
    assertThat(furtherAttempts("node", "retry")).isEqualTo(2);
    assertThat(furtherAttempts("node", "refused")).isEqualTo(3);
  }

  @Test
  void anImageIsBegunAnewWhereItsNodeDiesWhileItWrites() throws Exception {
    open("");
    nodeA.script = ScriptedNode::encodeOnly;
    nodeB.script = ScriptedNode::encodeOnly;
    ListenableFuture<ScreenResponse> answer =
        ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image());
    await().until(() -> indexA.requests.size() + indexB.requests.size() == 1);
    boolean onA = !nodeA.requests.isEmpty();
    nodeA.script = ScriptedNode::answer;
    nodeB.script = ScriptedNode::answer;

    (onA ? serverA : serverB).kill();

    Report report = answer.get(10, TimeUnit.SECONDS).getReport();
    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(nodeA.requests).hasSize(1);
    assertThat(nodeB.requests).hasSize(1);
    assertThat(indexA.requests.size() + indexB.requests.size()).isEqualTo(2);
  }

  @Test
  void aTextThatAnotherNodeWritesAnewIsToldFromItsBegin() throws Exception {
    open("");
    ScriptedNode.Script half =
        (request, out) -> {
          nodeA.script = ScriptedNode::answer;
          nodeB.script = ScriptedNode::answer;
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.onNext(InferResponse.newBuilder().setText("<root><summary>Dark and").build());
          out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
        };
    nodeA.script = half;
    nodeB.script = half;
    List<ScreenStreamResponse> heard = new CopyOnWriteArrayList<>();
    StreamObserver<ScreenStreamRequest> images =
        ScreeningServiceGrpc.newStub(channel).screenStream(collecting(heard));

    images.onNext(
        ScreenStreamRequest.newBuilder()
            .setCorrelationId("image")
            .setRequest(TestCluster.image().toBuilder().setFollowText(true))
            .build());
    images.onCompleted();

    await().until(() -> heard.stream().anyMatch(ScreenStreamResponse::hasReport));
    assertThat(heard.stream().filter(ScreenStreamResponse::hasWriting))
        .extracting(event -> event.getWriting().getText(), event -> event.getWriting().getAnew())
        .containsExactly(tuple("Dark and", true), tuple("Dark and uneven.", true));
  }

  @Test
  void anAnswerOfWhichTheCallerHasReadIsNotBegunAnew() throws IOException {
    open("");
    ScriptedNode.Script half =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.onNext(InferResponse.newBuilder().setText("Half a ").build());
          ScriptedNode.fail(ErrorCode.ENGINE_FAILED, "Died.").run(request, out);
        };
    nodeA.script = half;
    nodeB.script = half;
    Iterator<AskResponse> pieces =
        ScreeningServiceGrpc.newBlockingStub(channel)
            .ask(
                AskRequest.newBuilder()
                    .setImage(TestCluster.image().getImage())
                    .setQuestion("What is it?")
                    .build());

    assertThat(pieces.next().getText()).isEqualTo("Half a ");
    assertThat(code(pieces::next)).isEqualTo("ENGINE_FAILED");
    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(1);
  }

  @Test
  void aNodeThatDiesIsLeftOutAndComesBack() throws IOException {
    open("");
    serverA.kill();

    for (int i = 0; i < 20; i++) {
      assertThat(screen().hasLabel()).isTrue();
    }
    assertThat(nodeB.requests).hasSize(20);

    serverA.startAgain();
    await()
        .until(() -> {
          screen();
          return !nodeA.requests.isEmpty();
        });
  }

  @Test
  void whatASilentNodeWasWorkingOnIsDoneElsewhere() throws Exception {
    open("upstream.probe-patience = 500ms");
    nodeA.script = ScriptedNode::encodeOnly;
    List<ListenableFuture<ScreenResponse>> sent = new ArrayList<>();
    while (nodeA.requests.isEmpty()) {
      sent.add(ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image()));
      await().until(() -> nodeA.requests.size() + nodeB.requests.size() == sent.size());
    }

    serverA.fallSilent();

    for (ListenableFuture<ScreenResponse> each : sent) {
      assertThat(each.get(20, TimeUnit.SECONDS).getReport().hasLabel()).isTrue();
    }
    await().until(() -> nodeA.cancelled.get() == 1);
  }

  @Test
  void whatASilentNodeWasWorkingOnStaysWhereThereIsNoOther() throws Exception {
    serverB.close();
    open("upstream.probe-patience = 500ms");
    nodeA.script = ScriptedNode::encodeOnly;
    ListenableFuture<ScreenResponse> answer =
        ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image());
    await().until(() -> !nodeA.open.isEmpty());

    serverA.fallSilent();
    await().until(() -> health() == ServingStatus.NOT_SERVING);
    assertThat(nodeA.cancelled).hasValue(0);
    ScriptedNode.write(nodeA.open.peek());
    nodeA.open.peek().onCompleted();

    assertThat(answer.get(20, TimeUnit.SECONDS).getReport().hasLabel()).isTrue();
  }

  @Test
  void whatASilentIndexWasAskedIsAskedElsewhere() throws Exception {
    open("upstream.probe-patience = 500ms");
    indexA.script = ScriptedIndex::silent;
    List<ListenableFuture<ScreenResponse>> sent = new ArrayList<>();
    while (indexA.requests.isEmpty()) {
      sent.add(ScreeningServiceGrpc.newFutureStub(channel).screen(TestCluster.image()));
      await().until(() -> indexA.requests.size() + indexB.requests.size() == sent.size());
    }

    indexServerA.fallSilent();

    for (ListenableFuture<ScreenResponse> each : sent) {
      assertThat(each.get(20, TimeUnit.SECONDS).getReport().hasLabel()).isTrue();
    }
  }

  @Test
  void onlyNodesThatHaveTheProfileAreAsked() throws IOException {
    serverB.describe(says -> says.addProfiles("isic7"));
    open("");

    for (int i = 0; i < 20; i++) {
      screen("isic7");
    }

    assertThat(nodeA.requests).isEmpty();
    assertThat(nodeB.requests).hasSize(20);
  }

  @Test
  void aProfileWhoseOnlyNodeIsAwayIsNotReadyRatherThanUnknown() throws IOException {
    serverB.describe(says -> says.addProfiles("isic7"));
    open("");
    screen("isic7");

    serverB.kill();

    assertThat(code(() -> screen("isic7"))).isEqualTo("NOT_READY");
    assertThat(nodeA.requests).isEmpty();
  }

  @Test
  void anUnknownProfileIsLeftToANodeToRefuse() throws IOException {
    open("");
    ScriptedNode.Script refuse = ScriptedNode.fail(ErrorCode.PROFILE_NOT_FOUND, "It has others.");
    nodeA.script = refuse;
    nodeB.script = refuse;

    assertThat(code(() -> screen("nobody-has-this"))).isEqualTo("PROFILE_NOT_FOUND");
  }

  @Test
  void nodeAndIndexOfOneAnswerAreOfOneRelease() throws IOException {
    serverB.describe(says -> says.setReleaseId("release-2"));
    indexServerB.describe(says -> says.setReleaseId("release-2"));
    nodeB.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded("release-2"));
          ScriptedNode.write(out);
          out.onCompleted();
        };
    indexB.script = ScriptedIndex.answer("release-2");
    open("");

    for (int i = 0; i < 30; i++) {
      assertThat(screen().hasLabel()).isTrue();
    }

    assertThat(indexA.requests).hasSameSizeAs(nodeA.requests).isNotEmpty();
    assertThat(indexB.requests).hasSameSizeAs(nodeB.requests).isNotEmpty();
  }

  @Test
  void aNodeOfWhoseReleaseThereIsNoIndexScreensNothing() throws IOException {
    serverB.describe(says -> says.setReleaseId("release-2"));
    open("");

    for (int i = 0; i < 20; i++) {
      screen();
    }

    assertThat(nodeB.requests).isEmpty();
  }

  @Test
  void anIndexThatChangedItsReleaseUnnoticedIsNotBelieved() throws IOException {
    open("upstream.probe-interval = 1m");
    indexA.script = ScriptedIndex.answer("release-2");

    for (int i = 0; i < 20; i++) {
      assertThat(screen().getProvenance().getReleaseId()).isEqualTo(ScriptedNode.RELEASE);
    }

    assertThat(indexB.requests).hasSize(20);
  }

  @Test
  void anIndexGivenAsANodeIsNeverAsked() throws IOException {
    serverB.describe(says -> says.setRole(ServerRole.SERVER_ROLE_INDEX));
    open("");

    for (int i = 0; i < 20; i++) {
      screen();
    }

    assertThat(nodeB.requests).isEmpty();
  }

  @Test
  void aNodeThatFailsAgainAndAgainIsLeftOutForAWhile() throws IOException {
    open("routing { eject-after = 3, eject-for = 1h }");
    nodeA.script = ScriptedNode.fail(ErrorCode.INTERNAL, "Broken.");
    while (nodeA.requests.size() < 3) {
      screenWhateverComesOfIt();
    }
    nodeB.requests.clear();

    for (int i = 0; i < 20; i++) {
      assertThat(screen().hasLabel()).isTrue();
    }

    assertThat(nodeA.requests).hasSize(3);
  }

  @Test
  void aYoungNodeGetsLessThanItsShare() throws IOException {
    serverB.describe(says -> says.setStartedMillis(System.currentTimeMillis()));
    open("routing.slow-start = 1h");

    for (int i = 0; i < 200; i++) {
      screen();
    }

    assertThat(nodeB.requests).hasSizeBetween(1, 60);
  }

  @Test
  void aStatRequestThatWaitsIsSentToASecondNodeAndTheLoserIsCancelled() throws Exception {
    // So long that a node which answers is never hedged: that hedge might end before it arrives.
    open("routing.hedge-after = 1s");
    nodeA.script = ScriptedNode::silent;
    ScreenRequest urgent = TestCluster.image().toBuilder().setLane(Lane.LANE_STAT).build();

    while (nodeA.requests.isEmpty()) {
      assertThat(stub().screen(urgent).getReport().hasLabel()).isTrue();
    }

    await().until(() -> nodeA.cancelled.get() == nodeA.requests.size());
    assertThat(furtherAttempts("node", "hedge")).isEqualTo(nodeA.requests.size());
  }

  @Test
  void aRoutineRequestIsNeverSentTwiceForItsPatience() throws Exception {
    open("routing.hedge-after = 20ms");
    // The way is open, so that the deadline passes at a node.
    screen();
    nodeA.requests.clear();
    nodeB.requests.clear();
    nodeA.script = ScriptedNode::silent;
    nodeB.script = ScriptedNode::silent;
    ScreeningServiceGrpc.ScreeningServiceBlockingStub impatient =
        ScreeningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.SECONDS);

    assertThat(code(() -> impatient.screen(TestCluster.image()))).isEqualTo("DEADLINE");

    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(1);
  }

  @Test
  void cancellationReachesBothAttempts() throws Exception {
    open("routing.hedge-after = 20ms");
    nodeA.script = ScriptedNode::silent;
    nodeB.script = ScriptedNode::silent;
    ListenableFuture<ScreenResponse> answer =
        ScreeningServiceGrpc.newFutureStub(channel)
            .screen(TestCluster.image().toBuilder().setLane(Lane.LANE_STAT).build());
    await().until(() -> !nodeA.requests.isEmpty() && !nodeB.requests.isEmpty());

    answer.cancel(true);

    await().until(() -> nodeA.cancelled.get() == 1 && nodeB.cancelled.get() == 1);
  }

  @Test
  void whatIsServedIsAskedElsewhereWhereANodeCannotSay() throws IOException {
    open("");
    nodeA.describes = false;
    nodeB.described = ScriptedNode.release().toBuilder().setNotice("of B").build();

    for (int i = 0; i < 10; i++) {
      assertThat(stub().getRelease(GetReleaseRequest.getDefaultInstance()).getRelease().getNotice())
          .isEqualTo("of B");
    }
  }

  @Test
  void whatIsServedIsAskedElsewhereWhereANodeFallsSilent() throws Exception {
    open("upstream.probe-patience = 500ms");
    nodeA.silentOnDescribe = true;
    List<ListenableFuture<GetReleaseResponse>> asked = new ArrayList<>();
    while (nodeA.describesAsked.get() == 0) {
      asked.add(
          ScreeningServiceGrpc.newFutureStub(channel)
              .getRelease(GetReleaseRequest.getDefaultInstance()));
      await().until(() -> nodeA.describesAsked.get() + nodeB.describesAsked.get() == asked.size());
    }

    serverA.fallSilent();

    for (ListenableFuture<GetReleaseResponse> each : asked) {
      assertThat(each.get(20, TimeUnit.SECONDS).getRelease().getReleaseId())
          .isEqualTo(ScriptedNode.RELEASE);
    }
  }

  @Test
  void whatIsServedNobodySaysWhereNobodyIsLeft() throws IOException {
    open("");
    nodeA.describes = false;
    nodeB.describes = false;

    assertThat(code(() -> stub().getRelease(GetReleaseRequest.getDefaultInstance())))
        .isEqualTo("NOT_READY");
  }

  @Test
  void anImageThatTwoNodesWereAskedForHasOneRecordInTheAudit() throws Exception {
    AuditRecords records = new AuditRecords(folder, "g");
    open(records.section());
    AtomicBoolean failed = new AtomicBoolean();
    ScriptedNode.Script script =
        (request, out) -> {
          if (failed.compareAndSet(false, true)) {
            ScriptedNode.fail(ErrorCode.ENGINE_FAILED, "Not here.").run(request, out);
          } else {
            ScriptedNode.answer(request, out);
          }
        };
    nodeA.script = script;
    nodeB.script = script;

    Report report = screen();

    assertThat(nodeA.requests.size() + nodeB.requests.size()).isEqualTo(2);
    assertThat(AuditRecords.text(records.onlyAfter(0), "outcome")).isEqualTo("ANSWERED");
    assertThat(AuditRecords.text(records.onlyAfter(0), "request")).isEqualTo(report.getRequestId());
  }

  @Test
  void nobodyLeftIsSaidAtOnce() throws IOException {
    open("");
    serverA.kill();
    serverB.kill();
    await().until(() -> health() == ServingStatus.NOT_SERVING);

    assertThat(code(this::screen)).isEqualTo("NOT_READY");
  }

  @Test
  void onlyTheLiveReleaseAnswersAndAnOlderDecisionChangesNothing() throws IOException {
    serverB.describe(says -> says.setReleaseId("release-2"));
    indexServerB.describe(says -> says.setReleaseId("release-2"));
    nodeB.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded("release-2"));
          ScriptedNode.write(out);
          out.onCompleted();
        };
    indexB.script = ScriptedIndex.answer("release-2");
    Path live = decide("release-2", 2);
    open("routing.live-release = \"" + live + "\"");
    await().until(() -> answeringRelease().equals("release-2"));
    nodeA.requests.clear();

    for (int i = 0; i < 10; i++) {
      assertThat(screen().getProvenance().getReleaseId()).isEqualTo("release-2");
    }
    decide("release-1", 1);
    for (int i = 0; i < 10; i++) {
      assertThat(screen().getProvenance().getReleaseId()).isEqualTo("release-2");
    }
    assertThat(nodeA.requests).isEmpty();

    decide("release-1", 3);
    await().until(() -> answeringRelease().equals("release-1"));
  }

  @Test
  void whileServersMoveToAnotherReleaseEveryRequestFindsAPair() throws IOException {
    serveReleases(nodeA, nodeB, indexA, indexB);
    open("");
    List<Runnable> moves =
        List.of(
            () -> has(serverA, "release-2", "release-1"),
            () -> has(indexServerA, "release-2", "release-1"),
            () -> has(serverB, "release-2", "release-1"),
            () -> has(indexServerB, "release-2", "release-1"),
            () -> has(indexServerA, "release-2"),
            () -> has(serverA, "release-2"),
            () -> has(serverB, "release-2"),
            () -> has(indexServerB, "release-2"));
    for (Runnable move : moves) {
      move.run();
      for (int i = 0; i < 20; i++) {
        assertThat(screen().getProvenance().getReleaseId()).isIn("release-1", "release-2");
      }
      // What is moved next is only moved when the gateway has heard of this; a server keeps what
      // it had before for longer than that.
      awaitLooks();
    }
    assertThat(screen().getProvenance().getReleaseId()).isEqualTo("release-2");
  }

  @Test
  void aNodeIsAskedForTheReleaseThatAnIndexHasToo() throws IOException {
    serveReleases(nodeA, nodeB, indexA, indexB);
    has(serverA, "release-2", "release-1");
    has(serverB, "release-2", "release-1");
    open("");
    assertThat(screen().getProvenance().getReleaseId()).isEqualTo("release-1");

    has(indexServerA, "release-2", "release-1");
    await().until(() -> screen().getProvenance().getReleaseId().equals("release-2"));
    assertThat(indexB.requests)
        .extracting(ClassifyRequest::getReleaseId)
        .doesNotContain("release-2");
  }

  @Test
  void theReleaseBeforeAnswersUntilTheLiveOneIsLoadedIfTheDecisionSaysSo() throws IOException {
    serveReleases(nodeA, nodeB, indexA, indexB);
    open("routing.live-release = \"" + decide("release-2", 2, "release-1") + "\"");
    assertThat(screen().getProvenance().getReleaseId()).isEqualTo("release-1");

    for (ScriptedServer each : List.of(serverA, serverB, indexServerA, indexServerB)) {
      has(each, "release-1", "release-2");
    }
    await().until(() -> screen().getProvenance().getReleaseId().equals("release-2"));

    decide("release-3", 3, "");
    await().until(() -> health() == ServingStatus.NOT_SERVING);
    assertThat(code(this::screen)).isEqualTo("NOT_READY");
  }

  /** Nodes and indexes that answer with the release that they are asked for, as real ones do. */
  private static void serveReleases(
      ScriptedNode one, ScriptedNode other, ScriptedIndex index, ScriptedIndex otherIndex) {
    for (ScriptedNode node : List.of(one, other)) {
      node.script =
          (request, out) -> {
            out.onNext(ScriptedNode.encoded(request.getReleaseId()));
            ScriptedNode.write(out);
            out.onCompleted();
          };
    }
    for (ScriptedIndex each : List.of(index, otherIndex)) {
      each.script =
          (request, out) -> ScriptedIndex.answer(request.getReleaseId()).run(request, out);
    }
  }

  /** Until the gateway has asked every server anew, twice, as an answer may be on its way. */
  private void awaitLooks() {
    List<ScriptedServer> all = List.of(serverA, serverB, indexServerA, indexServerB);
    List<Integer> before = all.stream().map(ScriptedServer::looks).toList();
    for (int i = 0; i < all.size(); i++) {
      ScriptedServer server = all.get(i);
      int seen = before.get(i);
      await().until(() -> server.looks() >= seen + 2);
    }
  }

  private static void has(ScriptedServer server, String present, String... before) {
    server.describe(says ->
        says.setReleaseId(present)
            .clearReleaseIds()
            .addReleaseIds(present)
            .addAllReleaseIds(List.of(before)));
  }

  @Test
  void theStatusTellsWhatTheGatewayThinksOfEachServer() throws IOException {
    serverB.describe(says -> says.setName("second").setServing(false));
    open("");
    screen();

    ClusterStatus status =
        ClusterServiceGrpc.newBlockingStub(channel)
            .getStatus(GetStatusRequest.getDefaultInstance());

    assertThat(status.getMembership()).isEqualTo(Membership.MEMBERSHIP_OFF);
    assertThat(status.getAnsweredBy().getRole()).isEqualTo(ServerRole.SERVER_ROLE_GATEWAY);
    assertThat(status.getServersList()).hasSize(5);
    assertThat(status.getServersList())
        .filteredOn(each -> each.getDescription().getRole() == ServerRole.SERVER_ROLE_NODE)
        .extracting(each -> each.getDescription().getName(), each -> each.getRoute().getState())
        .containsExactlyInAnyOrder(
            tuple("", RouteState.ROUTE_STATE_SERVING),
            tuple("second", RouteState.ROUTE_STATE_DOWN));
  }

  private Path decide(String release, long epoch) throws IOException {
    return decide(release, epoch, "");
  }

  private Path decide(String release, long epoch, String previous) throws IOException {
    Path next =
        Files.writeString(
            folder.resolve("next.json"),
            "{\"release\": \"%s\", \"epoch\": %d, \"previous\": \"%s\"}"
                .formatted(release, epoch, previous));
    return Files.move(
        next,
        folder.resolve("live.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private void open(String hocon) throws IOException {
    String own =
        """
        dermstream.gateway {
          port = 0
          event-loops = 2
          node.address = "127.0.0.1:%d, 127.0.0.1:%d"
          index.address = "127.0.0.1:%d, 127.0.0.1:%d"
          upstream { probe-interval = 50ms, probe-patience = 1m }
          audit.mode = off
          %s
        }
        """
            .formatted(
                serverA.port(), serverB.port(), indexServerA.port(), indexServerB.port(), hocon);
    GatewayConfig config =
        GatewayConfig.from(
            ConfigFactory.parseString(own)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    GatewayServer gateway = opened(GatewayServer.start(config, new StageMetrics(registry)));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
    await()
        .until(() ->
            gateway.servers().stream()
                .noneMatch(each -> each.getRoute().getState() == RouteState.ROUTE_STATE_UNKNOWN));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private ServingStatus health() {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private ScreeningServiceGrpc.ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private Report screen() {
    return screen("");
  }

  private Report screen(String profile) {
    return stub().screen(TestCluster.image().toBuilder().setProfile(profile).build()).getReport();
  }

  /** Empty where the live release changed between the node's work and the index's. */
  private String answeringRelease() {
    try {
      return screen().getProvenance().getReleaseId();
    } catch (StatusRuntimeException e) {
      assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("RELEASE_MISMATCH");
      return "";
    }
  }

  private void screenWhateverComesOfIt() {
    try {
      screen();
    } catch (StatusRuntimeException e) {
      assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("INTERNAL");
    }
  }

  private double furtherAttempts(String role, String kind) {
    return registry.scrape().stream()
        .filter(CounterSnapshot.class::isInstance)
        .map(CounterSnapshot.class::cast)
        .filter(each -> each.getMetadata().getName().equals("dermstream_gateway_further_attempts"))
        .flatMap(each -> each.getDataPoints().stream())
        .filter(point -> role.equals(point.getLabels().get("role")))
        .filter(point -> kind.equals(point.getLabels().get("kind")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static String code(Runnable call) {
    List<String> codes = new ArrayList<>();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(e -> codes.add(StatusMapping.toError(e, "").getCode()));
    return codes.getFirst();
  }

  private static StreamObserver<ScreenStreamResponse> collecting(List<ScreenStreamResponse> heard) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ScreenStreamResponse event) {
        heard.add(event);
      }

      @Override
      public void onError(Throwable failure) {
        throw new AssertionError(failure);
      }

      @Override
      public void onCompleted() {
        // What was heard is checked by the test.
      }
    };
  }
}
