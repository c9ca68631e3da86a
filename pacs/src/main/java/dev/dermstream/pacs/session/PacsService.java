package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.ledger.SessionStanding;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.pacs.v1.CancelStudyRequest;
import dev.dermstream.pacs.v1.CancelStudyResponse;
import dev.dermstream.pacs.v1.ClassifyRequest;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.Conformance;
import dev.dermstream.pacs.v1.GetConformanceRequest;
import dev.dermstream.pacs.v1.GetSessionRequest;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.SessionState;
import dev.dermstream.pacs.v1.StudySummary;
import dev.dermstream.pacs.v1.WatchOutcomesRequest;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code dermstream.pacs.v1.PacsService}. Its methods run on the network's event loop: they check
 * what costs microseconds and hand on. To be drained before its server is. Thread-safe.
 */
public final class PacsService
    implements BindableService, PacsServiceGrpc.AsyncService, AutoCloseable {
  /** Largest message of a client: what a reconciliation names is more than an object may be. */
  public static final int MOST_MESSAGE_BYTES = 8 << 20;

  private static final Duration LONGEST_RECONCILIATION = Duration.ofDays(32);
  private static final int MOST_RECONCILED = 100_000;
  private static final int LONGEST_PEER = 255;

  /** That GetSession tells of, the last ones; clients take no message over 4 MiB unless told to. */
  private static final int MOST_STUDIES = 1_000;

  private static final int MOST_STATE_BYTES = 3 << 20;

  private final SessionParts parts;
  private final Conformance conformance;
  private final Consumer<List<Long>> givenUp;
  private final LiveSessions live;
  private final Asks classifications;
  private final Asks watches;
  private final Asks questions;

  /**
   * @param memory of all doors; at least the largest object that {@code reception} takes
   * @param conformance what GetConformance answers
   * @param givenUp told the receipts of objects that CancelStudy has ended, so that work in flight
   *     on them is given up; must not block
   */
  public PacsService(
      Ledger ledger,
      ObjectReception reception,
      MemoryBudget memory,
      SessionConfig config,
      Conformance conformance,
      Consumer<List<Long>> givenUp) {
    if (config.windowBytes() < reception.maxObjectBytes()) {
      throw new IllegalArgumentException(
          "dermstream.pacs.session.window-bytes must be at least the largest object that is taken");
    }
    this.parts =
        new SessionParts(
            ledger,
            reception,
            new ObjectMemory(memory),
            config,
            new OutcomeWakeups(ledger.outcomes()));
    this.conformance = conformance;
    this.givenUp = givenUp;
    this.live = new LiveSessions(config.maxSessions());
    this.classifications = new Asks(config.maxCalls(), live);
    this.watches = new Asks(config.maxCalls(), live);
    this.questions = new Asks(config.maxCalls(), live);
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerInterceptors.intercept(PacsServiceGrpc.bindService(this), new CallPeer());
  }

  /**
   * Refuses new calls from now on as DRAINING, tells sessions to go away and ends their calls when
   * the object that each has in hand is stored.
   */
  public void drain() {
    live.drain();
  }

  /** How many sessions have a live call. */
  public int sessions() {
    return live.size();
  }

  @Override
  public StreamObserver<ClientFrame> exchange(StreamObserver<ServerFrame> response) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<ServerFrame> observer =
        (ServerCallStreamObserver<ServerFrame>) response;
    ExchangeCall call = new ExchangeCall(parts, live, CallPeer.current(), observer);
    try {
      call.start(observer);
    } catch (ServiceException e) {
      observer.onError(Failures.status(e, UUID.randomUUID().toString()));
    }
    return call;
  }

  @Override
  public void classify(ClassifyRequest request, StreamObserver<InstanceOutcome> response) {
    check(
        response,
        () -> {
          if (request.getDicom().isEmpty()) {
            throw new ServiceException(ErrorCode.EMPTY_IMAGE, "dicom is empty.");
          }
          if (request.getDicom().size() > Classification.MOST_BYTES) {
            throw new ServiceException(
                ErrorCode.MESSAGE_TOO_LARGE,
                "dicom may have 4 MiB; send larger objects by Exchange.");
          }
          Terms terms =
              new Terms(Fields.lane(request.getLane()), deadline(request), Optional.empty());
          Classification call =
              new Classification(parts, CallPeer.current(), terms, request.getDicom());
          classifications.run(response, call::abandon, call);
        });
  }

  private static Optional<Instant> deadline(ClassifyRequest request) {
    if (request.hasDeadline()) {
      return Optional.of(Fields.instant("deadline", request.getDeadline()));
    }
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? Optional.empty()
        : Optional.of(Instant.now().plusNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<SessionState> response) {
    check(
        response,
        () -> {
          String session = Fields.sessionId(request.getSessionId());
          String peer = CallPeer.current();
          questions.answer(response, () -> state(session, peer));
        });
  }

  private SessionState state(String session, String peer) throws IOException, InterruptedException {
    SessionStanding standing =
        parts.ledger().session(session, peer).orElseThrow(PacsService::noSession);
    SessionState.Builder state =
        SessionState.newBuilder()
            .setStoredUpTo(standing.storedUpTo())
            .setOutcomeCursor(standing.outcomeCursor());
    Deque<StudySummary> studies = new ArrayDeque<>();
    long bytes = 0;
    for (String study : parts.ledger().completedStudies(session, MOST_STUDIES).reversed()) {
      StudySummary summary = parts.ledger().summary(session, study);
      bytes += summary.getSerializedSize();
      if (bytes > MOST_STATE_BYTES) {
        break;
      }
      studies.addFirst(summary);
    }
    return state.addAllStudies(studies).build();
  }

  @Override
  public void watchOutcomes(
      WatchOutcomesRequest request, StreamObserver<InstanceOutcome> response) {
    check(
        response,
        () -> {
          String session =
              request.getSessionId().isEmpty() ? null : Fields.sessionId(request.getSessionId());
          long cursor = Fields.cursor("after_cursor", request.getAfterCursor());
          OutcomeWatch watch = new OutcomeWatch(parts, CallPeer.current(), session, cursor, live);
          watches.run(response, watch::abandon, watch);
        });
  }

  @Override
  public void cancelStudy(
      CancelStudyRequest request, StreamObserver<CancelStudyResponse> response) {
    check(
        response,
        () -> {
          String study = Fields.uid("study_instance_uid", request.getStudyInstanceUid());
          questions.answer(response, () -> cancel(study));
        });
  }

  private CancelStudyResponse cancel(String study) throws IOException, InterruptedException {
    List<Long> cancelled = parts.ledger().cancelStudy(study);
    if (!cancelled.isEmpty()) {
      givenUp.accept(cancelled);
    }
    int ended = parts.ledger().concludedOf(study);
    return CancelStudyResponse.newBuilder()
        .setCancelled(cancelled.size())
        .setAlreadyConcluded(Math.max(0, ended - cancelled.size()))
        .build();
  }

  @Override
  public void reconcile(ReconcileRequest request, StreamObserver<Reconciliation> response) {
    check(
        response,
        () -> {
          Instant from = Fields.instant("from", request.getFrom());
          Instant to = Fields.instant("to", request.getTo());
          if (to.isBefore(from)
              || Duration.between(from, to).compareTo(LONGEST_RECONCILIATION) > 0) {
            throw Fields.invalid("from and to must be a time of at most 32 days.");
          }
          if (request.getPeer().length() > LONGEST_PEER) {
            throw Fields.invalid("peer may have %d characters.".formatted(LONGEST_PEER));
          }
          questions.answer(
              response,
              () -> {
                // Of so many no longer a matter of microseconds.
                Fields.uids("sop_instance_uids", request.getSopInstanceUidsList(), MOST_RECONCILED);
                return parts.ledger().reconcile(request);
              });
        });
  }

  @Override
  public void getConformance(GetConformanceRequest request, StreamObserver<Conformance> response) {
    response.onNext(conformance);
    response.onCompleted();
  }

  static ServiceException noSession() {
    return new ServiceException(
        ErrorCode.PERMISSION_DENIED, "There is no session of this UUID that is yours.");
  }

  /** What a check throws is the call's answer. */
  private static void check(StreamObserver<?> response, Runnable taking) {
    try {
      taking.run();
    } catch (ServiceException e) {
      response.onError(Failures.status(e, UUID.randomUUID().toString()));
    }
  }

  /** To be called behind the server's end. */
  @Override
  public void close() {
    parts.wakeups().close();
  }
}
