package dev.dermstream.pacs.session;

import static dev.dermstream.pacs.session.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.v1.CancelStudyRequest;
import dev.dermstream.pacs.v1.CancelStudyResponse;
import dev.dermstream.pacs.v1.ClassifyRequest;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.GetConformanceRequest;
import dev.dermstream.pacs.v1.GetSessionRequest;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.pacs.v1.PacsServiceGrpc.PacsServiceBlockingStub;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import dev.dermstream.pacs.v1.ServerFrame.FrameCase;
import dev.dermstream.pacs.v1.SessionState;
import dev.dermstream.pacs.v1.WatchOutcomesRequest;
import dev.dermstream.v1.Lane;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls beside the session, over a real server. */
class PacsServiceTest {
  private static final String STUDY = "1.2.3";

  @TempDir Path folder;
  private final String id = UUID.randomUUID().toString();
  private TestEdge edge;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    edge = new TestEdge(folder);
    channel = edge.channel();
  }

  @AfterEach
  void stop() throws IOException {
    edge.close();
  }

  @Test
  void anObjectIsAnsweredAndAgainFromTheLog() {
    InstanceOutcome first = stub().classify(one("1.1"));
    InstanceOutcome again = stub().classify(one("1.1"));

    assertThat(first.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(again.getDisposition()).isEqualTo(Disposition.DISPOSITION_DUPLICATE);
    assertThat(again.getReport()).isEqualTo(first.getReport());
    assertThat(again.getFirstCursor()).isEqualTo(first.getCursor());
  }

  @Test
  void whatIsNoObjectEndsInADisposition() throws Exception {
    InstanceOutcome outcome =
        stub().classify(ClassifyRequest.newBuilder().setDicom(bytes(500)).build());

    assertThat(outcome.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(outcome.getError().getCode()).isEqualTo("CORRUPT_IMAGE");
    assertThat(edge.outcomes(null)).containsExactly(outcome);
  }

  @Test
  void theDeadlineOfTheCallIsThatOfTheObject() throws Exception {
    edge.concluder.pause(true);
    Instant before = Instant.now();

    Waiting waiting = leftWaiting(one("1.1"));

    assertThat(waiting.terms().deadline().orElseThrow())
        .isBetween(before, Instant.now().plusSeconds(20));
    // By the edge's clock the deadline is later by as much as the call was on its way.
    await().until(() -> waiting.expired(Instant.now()));
    edge.concluder.pause(false);
    await().until(() -> edge.ledger.outcome(waiting.number()).isPresent());
    assertThat(edge.ledger.outcome(waiting.number()).orElseThrow().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_EXPIRED);
  }

  /** What a call left that ran into its deadline; the next has more time if nothing came in. */
  private Waiting leftWaiting(ClassifyRequest request) throws Exception {
    for (int seconds = 1; seconds < 60; seconds *= 2) {
      Duration patience = Duration.ofSeconds(seconds);
      refused(
          Status.Code.DEADLINE_EXCEEDED,
          () -> stub().withDeadlineAfter(patience).classify(request));
      List<Waiting> waiting = edge.ledger.waiting(1);
      if (!waiting.isEmpty()) {
        return waiting.getFirst();
      }
    }
    throw new AssertionError("nothing came in before the deadline of its call");
  }

  @Test
  void theDeadlineOfTheRequestGoesBeforeThatOfTheCall() throws Exception {
    edge.concluder.pause(true);
    ClassifyRequest request =
        one("1.1").toBuilder()
            .setLane(Lane.LANE_STAT)
            .setDeadline(Timestamp.newBuilder().setSeconds(2_000_000_000L))
            .build();

    Waiting waiting = leftWaiting(request);

    assertThat(waiting.terms().deadline()).hasValue(Instant.ofEpochSecond(2_000_000_000L));
    assertThat(waiting.terms().lane()).isEqualTo(Lane.LANE_STAT);
  }

  @Test
  void whoGoesAwayEndsTheWaitingAndNotTheObject() throws Exception {
    edge.concluder.pause(true);
    CancellableContext caller = Context.current().withCancellation();
    CompletableFuture<Void> call =
        CompletableFuture.runAsync(
            caller.wrap(() -> refused(Status.Code.CANCELLED, () -> stub().classify(one("1.1")))));
    await().until(() -> !edge.ledger.waiting(1).isEmpty());

    caller.cancel(null);
    call.join();

    assertThat(edge.ledger.waiting(1)).hasSize(1);
    edge.concluder.pause(false);
    assertThat(stub().classify(one("1.1")).getDisposition())
        .isEqualTo(Disposition.DISPOSITION_DUPLICATE);
  }

  @Test
  void refusesWhatCannotBeAnObject() {
    assertThat(code(() -> stub().classify(ClassifyRequest.getDefaultInstance())))
        .isEqualTo("EMPTY_IMAGE");
    assertThat(
            code(() ->
                stub()
                    .classify(ClassifyRequest.newBuilder().setDicom(bytes((4 << 20) + 1)).build())))
        .isEqualTo("MESSAGE_TOO_LARGE");
    assertThat(code(() -> stub().classify(one("1.1").toBuilder().setLaneValue(77).build())))
        .isEqualTo("INVALID_INPUT");
  }

  @Test
  void waitsForNoMoreObjectsThanItMay() throws Exception {
    edge.concluder.pause(true);
    List<Iterator<InstanceOutcome>> watches =
        Collections.nCopies(TestEdge.CONFIG.maxCalls(), 0).stream()
            .map(i -> stub().watchOutcomes(WatchOutcomesRequest.getDefaultInstance()))
            .toList();
    assertThat(watches).hasSize(TestEdge.CONFIG.maxCalls());

    await()
        .untilAsserted(() ->
            assertThat(
                    code(() ->
                        stub()
                            .withDeadlineAfter(Duration.ofSeconds(20))
                            .watchOutcomes(WatchOutcomesRequest.getDefaultInstance())
                            .next()))
                .isEqualTo("OVERLOADED"));
    edge.concluder.pause(false);
    assertThat(stub().classify(one("1.1")).hasReport()).isTrue();
  }

  @Test
  void aWatchTellsWhatIsThereAndWhatComesAndGoesOnByCursor() throws Exception {
    InstanceOutcome unary = stub().classify(one("1.1"));
    RawSession session = RawSession.open(channel, id).send(object(STUDY, "1.2"));
    InstanceOutcome ofSession = session.outcome();

    Iterator<InstanceOutcome> all = stub().watchOutcomes(watch("", 0));
    assertThat(all.next()).isEqualTo(unary);
    assertThat(all.next()).isEqualTo(ofSession);
    session.send(object(STUDY, "1.3"));
    InstanceOutcome later = session.outcome();
    assertThat(all.next()).isEqualTo(later);

    assertThat(stub().watchOutcomes(watch("", unary.getCursor())).next()).isEqualTo(ofSession);
    assertThat(stub().watchOutcomes(watch(id, 0)).next()).isEqualTo(ofSession);
    assertThat(stub().watchOutcomes(watch(id, ofSession.getCursor())).next()).isEqualTo(later);
    String unknown = UUID.randomUUID().toString();
    assertThat(code(() -> stub().watchOutcomes(watch(unknown, 0)).next()))
        .isEqualTo("PERMISSION_DENIED");
    assertThat(code(() -> stub().watchOutcomes(watch("x", 0)).next())).isEqualTo("INVALID_INPUT");
    assertThat(code(() -> stub().watchOutcomes(watch("", -1)).next())).isEqualTo("INVALID_INPUT");
  }

  @Test
  void aWatchThatIsNotReadHoldsNothingUp() throws Exception {
    CancellableContext caller = Context.current().withCancellation();
    Context before = caller.attach();
    Iterator<InstanceOutcome> slow = stub().watchOutcomes(watch("", 0));
    caller.detach(before);
    for (int i = 0; i < 40; i++) {
      stub().classify(one("1." + i));
    }
    for (int i = 0; i < 40; i++) {
      assertThat(slow.next().getSopInstanceUid()).isEqualTo("1." + i);
    }
    caller.cancel(null);
  }

  @Test
  void aSessionCanBeAskedFor() throws Exception {
    RawSession session = RawSession.open(channel, id).send(object(STUDY, "1.1"));
    session.send(RawSession.complete("1.9", List.of("1.7")));
    session.send(RawSession.complete("1.8", List.of("1.1", "1.6")));
    session.summary(summary -> summary.getStudyInstanceUid().equals("1.8"));

    SessionState state = stub().getSession(session(id));

    assertThat(state.getStoredUpTo()).isEqualTo(6);
    assertThat(state.getStudiesList())
        .extracting(study -> study.getStudyInstanceUid() + study.getMissingSopInstanceUidsList())
        .containsExactly("1.9[1.7]", "1.8[1.1, 1.6]");
    assertThat(code(() -> stub().getSession(session(UUID.randomUUID().toString()))))
        .isEqualTo("PERMISSION_DENIED");
    assertThat(code(() -> stub().getSession(session("1")))).isEqualTo("INVALID_INPUT");
  }

  @Test
  void aStudyIsGivenUpOnce() throws Exception {
    stub().classify(one("1.1"));
    edge.concluder.pause(true);
    RawSession session = RawSession.open(channel, id).send(object(STUDY, "1.2"));
    long receipt = session.receipt().getReceipt();

    CancelStudyResponse first = stub().cancelStudy(study(STUDY));
    CancelStudyResponse again = stub().cancelStudy(study(STUDY));

    assertThat(first.getCancelled()).isEqualTo(1);
    assertThat(first.getAlreadyConcluded()).isEqualTo(1);
    assertThat(again.getCancelled()).isZero();
    assertThat(again.getAlreadyConcluded()).isEqualTo(2);
    assertThat(edge.givenUp).containsExactly(List.of(receipt));
    assertThat(session.outcome().getDisposition()).isEqualTo(Disposition.DISPOSITION_CANCELLED);
    assertThat(code(() -> stub().cancelStudy(study("1..2")))).isEqualTo("INVALID_INPUT");
  }

  @Test
  void aDayIsReconciled() {
    stub().classify(one("1.1"));
    Instant now = Instant.now();
    ReconcileRequest day = day(now.minusSeconds(3600), now.plusSeconds(3600));

    Reconciliation result =
        stub().reconcile(day.toBuilder().addAllSopInstanceUids(List.of("1.1", "1.2")).build());

    assertThat(result.getSent()).isEqualTo(2);
    assertThat(result.getDispositions(0).getCount()).isEqualTo(1);
    assertThat(result.getMissingSopInstanceUidsList()).containsExactly("1.2");
    for (ReconcileRequest bad :
        List.of(
            day(now, now.minusSeconds(1)),
            day(now, now.plus(Duration.ofDays(33))),
            day.toBuilder().setFrom(Timestamp.newBuilder().setNanos(-1)).build(),
            day.toBuilder().setFrom(Timestamp.newBuilder().setSeconds(Long.MIN_VALUE)).build(),
            day.toBuilder().setPeer("x".repeat(300)).build(),
            day.toBuilder().addSopInstanceUids("' OR 1").build(),
            day.toBuilder().addAllSopInstanceUids(Collections.nCopies(100_001, "1")).build())) {
      assertThat(code(() -> stub().reconcile(bad))).isEqualTo("INVALID_INPUT");
    }
  }

  @Test
  void tellsItsConformance() {
    assertThat(stub().getConformance(GetConformanceRequest.getDefaultInstance()))
        .isEqualTo(TestEdge.CONFORMANCE);
  }

  @Test
  void takesNoNewWorkOnceItDrains() {
    Iterator<InstanceOutcome> watch = stub().watchOutcomes(watch("", 0));
    edge.service.drain();

    assertThat(code(() -> stub().classify(one("1.1")))).isEqualTo("DRAINING");
    assertThat(code(watch::next)).isEqualTo("DRAINING");
  }

  @Test
  void anUnreadableLogIsToldAsSuch() throws Exception {
    RawSession session = RawSession.open(channel, id);
    session.next(FrameCase.CREDIT);
    edge.concluder.close();
    edge.ledger.close();

    assertThat(code(() -> stub().classify(one("1.1")))).isEqualTo("NOT_READY");
    assertThat(StatusMapping.toError(session.send(object(STUDY, "1.2")).failure(), "").getCode())
        .isEqualTo("NOT_READY");
    assertThat(StatusMapping.toError(RawSession.call(channel).hello(id, 0).failure(), "").getCode())
        .isEqualTo("NOT_READY");
  }

  private PacsServiceBlockingStub stub() {
    return PacsServiceGrpc.newBlockingStub(channel);
  }

  private static ClassifyRequest one(String sop) {
    return ClassifyRequest.newBuilder().setDicom(object(STUDY, sop).part10()).build();
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }

  private static WatchOutcomesRequest watch(String session, long cursor) {
    return WatchOutcomesRequest.newBuilder().setSessionId(session).setAfterCursor(cursor).build();
  }

  private static GetSessionRequest session(String session) {
    return GetSessionRequest.newBuilder().setSessionId(session).build();
  }

  private static CancelStudyRequest study(String study) {
    return CancelStudyRequest.newBuilder().setStudyInstanceUid(study).build();
  }

  private static ReconcileRequest day(Instant from, Instant to) {
    return ReconcileRequest.newBuilder()
        .setFrom(Timestamp.newBuilder().setSeconds(from.getEpochSecond()))
        .setTo(Timestamp.newBuilder().setSeconds(to.getEpochSecond()))
        .build();
  }

  private static void refused(Status.Code code, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
  }

  private static String code(ThrowingCallable call) {
    try {
      call.call();
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, "").getCode();
    } catch (Throwable e) { // ThrowingCallable declares no less.
      throw new AssertionError(e);
    }
    throw new AssertionError("nothing was refused");
  }
}
