package dev.dermstream.pacs.session;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.SessionStanding;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.GoAway;
import dev.dermstream.pacs.v1.Hello;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.Welcome;
import dev.dermstream.v1.Lane;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One call of a session. The event loop puts frames into the {@link Inbox}; a virtual thread works
 * on them one after the other and so makes objects durable in the order of their frames, which is
 * what {@code stored_up_to} promises; another one sends outcomes. Both hold still while the client
 * does not read. Neither is ever interrupted: a write to the log that has begun is waited for, so
 * that the call which takes the session over knows what is stored.
 */
final class ExchangeCall implements StreamObserver<ClientFrame> {
  private static final Duration LONG = Duration.ofHours(1);

  private final SessionParts parts;
  private final LiveSessions live;
  private final String peer;
  private final Outgoing<ServerFrame> outgoing;
  private final Inbox inbox;
  private final CreditWindow credit;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Exception failure;
  private String session = "";
  private boolean toldToGo;

  /** To be made on the event loop, within the service's method. */
  ExchangeCall(
      SessionParts parts,
      LiveSessions live,
      String peer,
      ServerCallStreamObserver<ServerFrame> observer) {
    this.parts = parts;
    this.live = live;
    this.peer = peer;
    this.credit = new CreditWindow(parts.config().windowInstances(), parts.config().windowBytes());
    observer.disableAutoRequest();
    this.inbox = new Inbox(() -> observer.request(1));
    this.outgoing = new Outgoing<>(observer, () -> inbox.end(Inbox.Ending.GONE));
  }

  /** Takes frames from now on. */
  void start(ServerCallStreamObserver<ServerFrame> observer) {
    live.enter(this);
    Thread.ofVirtual().name("pacs-session").start(this::run);
    observer.request(Inbox.AHEAD);
  }

  @Override
  public void onNext(ClientFrame frame) {
    if (frame.hasBegin()) {
      try {
        credit.spend(
            IncomingObject.creditBytes(frame.getBegin(), parts.reception().maxObjectBytes()));
      } catch (ServiceException e) {
        failed(e);
        return;
      }
    }
    inbox.put(frame);
  }

  @Override
  public void onError(Throwable cancelled) {
    gone();
  }

  @Override
  public void onCompleted() {
    inbox.halfClose();
  }

  private void gone() {
    inbox.end(Inbox.Ending.GONE);
    outgoing.stop();
  }

  /** Another call goes on with the session. */
  private void takeOver() {
    inbox.end(Inbox.Ending.TAKEN_OVER);
    outgoing.stop();
  }

  /** Ends the call when the object in hand is stored. */
  void drain() {
    inbox.end(Inbox.Ending.DRAINED);
  }

  private void run() {
    try {
      served().run();
    } finally {
      over.countDown();
    }
  }

  /** Serves and leaves. What is left is to tell the client, who may come back as soon as it is. */
  private Runnable served() {
    try {
      Inbox.Ending why = serve();
      return () -> end(why);
    } catch (CallEndedException e) {
      return () -> end(inbox.ending());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return () -> outgoing.fail(Failures.status(e, session));
    } catch (IOException | RuntimeException e) {
      return () -> outgoing.fail(Failures.status(e, session));
    } finally {
      live.leave(session, this);
    }
  }

  /** Why it ended. */
  private Inbox.Ending serve() throws IOException, InterruptedException, CallEndedException {
    return switch (inbox.next(parts.config().helloLimit(), false)) {
      case Inbox.End(Inbox.Ending why) -> why;
      case Inbox.HalfClosed() -> Inbox.Ending.FINISHED;
      case Inbox.Silence() ->
          throw new ServiceException(ErrorCode.DEADLINE, "No Hello came; begin again with one.");
      case Inbox.Frame(ClientFrame frame) -> greet(frame);
    };
  }

  private Inbox.Ending greet(ClientFrame frame)
      throws IOException, InterruptedException, CallEndedException {
    if (!frame.hasHello() || frame.getSequence() != 0) {
      throw Fields.invalid("The first frame of a call must be Hello, with sequence 0.");
    }
    Hello hello = frame.getHello();
    String id = Fields.sessionId(hello.getSessionId());
    Lane lane = Fields.lane(hello.getLane());
    Fields.cursor("outcome_cursor", hello.getOutcomeCursor());
    if (parts.ledger().openSession(id, peer).isEmpty()) {
      throw foreign();
    }
    session = id;
    ExchangeCall before = live.claim(id, this).orElse(null);
    if (before != null) {
      before.takeOver();
      before.over.await();
    }
    // Read now: until its end the call before may have stored more.
    SessionStanding standing = parts.ledger().session(id, peer).orElseThrow(ExchangeCall::foreign);
    outgoing.send(
        ServerFrame.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setStoredUpTo(standing.storedUpTo())
                    .setOutcomeCursor(standing.outcomeCursor()))
            .build());
    return converse(lane, standing, Math.max(hello.getOutcomeCursor(), standing.outcomeCursor()));
  }

  private Inbox.Ending converse(Lane lane, SessionStanding standing, long cursor)
      throws IOException, InterruptedException, CallEndedException {
    OutcomeWindow window = new OutcomeWindow(parts.config().maxUnacknowledged(), cursor);
    StudyNotices studies =
        new StudyNotices(
            parts.ledger(),
            session,
            parts.config().summaryInterval(),
            parts.ledger().completedStudies(session, StudyNotices.MOST_FOLLOWED));
    OutcomeSender outcomes =
        new OutcomeSender(
            parts,
            session,
            outgoing,
            window,
            studies,
            this::failed,
            () -> inbox.end(Inbox.Ending.FINISHED));
    FrameIntake intake =
        new FrameIntake(
            parts,
            session,
            new Origin(Door.GRPC, peer),
            lane,
            standing.storedUpTo(),
            outgoing,
            window,
            studies,
            outcomes,
            credit,
            inbox::isOver);
    try (intake) {
      outgoing.send(credit.first());
      Thread sender = Thread.ofVirtual().name("pacs-outcomes").start(outcomes);
      try {
        return takeFrames(intake, outcomes);
      } finally {
        // Nothing is sent behind this but the end.
        outgoing.stop();
        outcomes.stop();
        sender.join();
      }
    }
  }

  /** Why no more are taken. */
  private Inbox.Ending takeFrames(FrameIntake intake, OutcomeSender outcomes)
      throws IOException, InterruptedException, CallEndedException {
    while (true) {
      Duration limit = intake.inObject() ? parts.config().stallLimit() : LONG;
      switch (inbox.next(limit, toldToGo)) {
        case Inbox.End(Inbox.Ending why) -> {
          if (why != Inbox.Ending.DRAINED || !intake.inObject()) {
            return why;
          }
          outgoing.send(drained());
          toldToGo = true;
        }
        case Inbox.HalfClosed() -> {
          intake.close();
          outcomes.finish();
          return inbox.awaitEnding();
        }
        case Inbox.Silence() -> requireProgress(intake);
        case Inbox.Frame(ClientFrame frame) -> intake.accept(frame);
      }
      if (toldToGo && !intake.inObject()) {
        return Inbox.Ending.DRAINED;
      }
    }
  }

  private static void requireProgress(FrameIntake intake) {
    if (intake.inObject()) {
      throw new ServiceException(
          ErrorCode.DEADLINE,
          "No frame came for too long within an object; go on with the session and begin the object"
              + " again.");
    }
  }

  private void failed(Exception why) {
    failure = why;
    gone();
  }

  private void end(Inbox.@Nullable Ending why) {
    Exception failed = failure;
    if (failed != null) {
      outgoing.fail(Failures.status(failed, session));
    } else if (why == Inbox.Ending.TAKEN_OVER) {
      String sentence = "Another call goes on with the session.";
      outgoing.fail(
          goAway(sentence, 0),
          StatusMapping.toException(StatusMapping.error(ErrorCode.TAKEN_OVER, sentence, session)));
    } else if (why == Inbox.Ending.DRAINED && !toldToGo) {
      outgoing.complete(drained());
    } else {
      outgoing.complete();
    }
  }

  private ServerFrame drained() {
    return goAway(
        "The edge is shutting down; go on with the session later.",
        parts.config().reconnectAfter().toMillis());
  }

  private static ServerFrame goAway(String reason, long afterMillis) {
    return ServerFrame.newBuilder()
        .setGoAway(GoAway.newBuilder().setReason(reason).setReconnectAfterMillis(afterMillis))
        .build();
  }

  private static ServiceException foreign() {
    return new ServiceException(
        ErrorCode.PERMISSION_DENIED, "The session belongs to another peer; choose another UUID.");
  }
}
