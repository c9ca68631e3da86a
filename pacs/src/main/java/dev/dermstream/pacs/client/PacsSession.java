package dev.dermstream.pacs.client;

import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.GetSessionRequest;
import dev.dermstream.pacs.v1.Hello;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.pacs.v1.PacsServiceGrpc.PacsServiceStub;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.SessionState;
import dev.dermstream.pacs.v1.Stored;
import dev.dermstream.pacs.v1.StudySummary;
import dev.dermstream.pacs.v1.Welcome;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with the edge that outlives its connections: what was handed in is sent until there is
 * a receipt for it, on as many connections as that takes, and every outcome is told once. Memory
 * holds at most what {@link PacsSessionConfig#maxPending} lets. Thread-safe.
 */
public final class PacsSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PacsSession.class);

  private static final Duration WELCOME_LIMIT = Duration.ofSeconds(30);
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(30);
  private static final Duration FAREWELL_LIMIT = Duration.ofSeconds(5);

  private final Channel channel;
  private final PacsServiceStub stub;
  private final String id;
  private final PacsSessionConfig config;
  private final PacsListener listener;
  private final RandomGenerator random;
  private final Thread thread;

  /** Guards what follows; the listener is told under it, so that its calls keep their order. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final SessionLog progress;
  private @Nullable SessionCall live;
  private boolean welcome;
  private Optional<Duration> goAway = Optional.empty();
  private @Nullable Status failure;
  private boolean closed;

  private PacsSession(
      Channel channel,
      UUID id,
      PacsSessionConfig config,
      long cursor,
      PacsListener listener,
      RandomGenerator random) {
    this.channel = channel;
    this.stub = PacsServiceGrpc.newStub(channel);
    this.id = id.toString();
    this.config = config;
    this.listener = listener;
    this.random = random;
    this.progress = new SessionLog(cursor);
    this.thread = Thread.ofVirtual().name("pacs-session").unstarted(this::run);
  }

  /**
   * Opens a session, or goes on with one of an earlier run.
   *
   * @param channel left open when the session closes
   * @param cursor of the last outcome that an earlier run has stored; 0 for a new session
   * @param random for the pauses between connections
   */
  public static PacsSession open(
      Channel channel,
      UUID id,
      PacsSessionConfig config,
      long cursor,
      PacsListener listener,
      RandomGenerator random) {
    PacsSession session = new PacsSession(channel, id, config, cursor, listener, random);
    session.thread.start();
    return session;
  }

  /** Hands an object in; waits while too many have no receipt. */
  public void send(PacsObject object) throws InterruptedException, SessionFailedException {
    add(new Pending.OfObject(object));
  }

  /** Tells that a study is complete, after its objects were handed in. */
  public void complete(String study, List<String> sopInstances)
      throws InterruptedException, SessionFailedException {
    add(new Pending.OfStudy(study, List.copyOf(sopInstances)));
  }

  private void add(Pending pending) throws InterruptedException, SessionFailedException {
    await(() -> progress.open() < config.maxPending(), () -> progress.add(pending));
  }

  /** Returns when everything that was handed in has its receipt. */
  public void awaitStored() throws InterruptedException, SessionFailedException {
    await(() -> progress.open() == 0, () -> {});
  }

  /** Returns when every object that was handed in has its outcome. */
  public void awaitConcluded() throws InterruptedException, SessionFailedException {
    await(() -> progress.open() == 0 && progress.allConcluded(), () -> {});
  }

  private void await(BooleanSupplier state, Runnable then)
      throws InterruptedException, SessionFailedException {
    lock.lockInterruptibly();
    try {
      while (!state.getAsBoolean()) {
        requireWell();
        changed.await();
      }
      requireWell();
      then.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireWell() throws SessionFailedException {
    if (failure != null) {
      throw new SessionFailedException(failure);
    }
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
  }

  /** The last outcome that the listener was told: what to go on from in a later run. */
  public long cursor() {
    lock.lock();
    try {
      return progress.cursor();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the edge lacks of the studies that were completed, by SOP Instance UID.
   *
   * @throws io.grpc.StatusRuntimeException if it cannot be asked
   */
  public Set<String> missing() {
    SessionState state =
        PacsServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(QUESTION_LIMIT)
            .getSession(GetSessionRequest.newBuilder().setSessionId(id).build());
    Set<String> missing = new TreeSet<>();
    for (StudySummary study : state.getStudiesList()) {
      missing.addAll(study.getMissingSopInstanceUidsList());
    }
    return missing;
  }

  private void run() {
    Backoff backoff = new Backoff(config, random);
    try {
      while (true) {
        boolean welcomed = converse();
        lock.lockInterruptibly();
        try {
          if (closed || failure != null) {
            return;
          }
          if (welcomed) {
            backoff.reset();
          } else if (backoff.isOver()) {
            fail(Status.UNAVAILABLE.withDescription("The edge was away for too long."));
            return;
          }
          pause(goAway.orElseGet(backoff::next));
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Session {} failed", id, e);
      fail(Status.INTERNAL.withDescription("The client failed.").withCause(e));
    }
  }

  private void pause(Duration time) throws InterruptedException {
    long left = time.toNanos();
    while (left > 0 && !closed) {
      left = changed.awaitNanos(left);
    }
  }

  /** One connection; whether it was welcome. */
  private boolean converse() throws InterruptedException {
    SessionCall call = new SessionCall(this::take, this::wake);
    long cursor;
    lock.lockInterruptibly();
    try {
      live = call;
      welcome = false;
      goAway = Optional.empty();
      cursor = progress.cursor();
    } finally {
      lock.unlock();
    }
    stub.exchange(call);
    call.send(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder().setSessionId(id).setLane(config.lane()).setOutcomeCursor(cursor))
            .build());
    try {
      if (awaitWelcome(call)) {
        sendAll(call);
      }
    } finally {
      call.cancel();
    }
    return ended(call);
  }

  private boolean awaitWelcome(SessionCall call) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = WELCOME_LIMIT.toNanos();
      while (!welcome && call.end() == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return welcome;
    } finally {
      lock.unlock();
    }
  }

  private void sendAll(SessionCall call) throws InterruptedException {
    while (true) {
      Pending next = next(call);
      if (next == null) {
        return;
      }
      if (!sendWhole(call, next)) {
        return;
      }
    }
  }

  /** Waits for something to send; null when the call is to end. */
  private @Nullable Pending next(SessionCall call) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long farewell = FAREWELL_LIMIT.toNanos();
      while (call.end() == null && failure == null) {
        Pending next = call.isReady() && goAway.isEmpty() ? progress.next() : null;
        if (next != null) {
          return next;
        }
        if (closed) {
          // What is acknowledged is not sent again in a later run.
          if (farewell <= 0 || (progress.allAcknowledged() && progress.open() == 0)) {
            return null;
          }
          farewell = changed.awaitNanos(farewell);
        } else {
          changed.await();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean sendWhole(SessionCall call, Pending pending) throws InterruptedException {
    Iterator<ClientFrame.Builder> frames = pending.frames(config.lane(), config.chunkBytes());
    lock.lockInterruptibly();
    try {
      while (frames.hasNext()) {
        while (call.end() == null && failure == null && !call.isReady()) {
          changed.await();
        }
        if (call.end() != null || failure != null) {
          progress.unsent(pending);
          return false;
        }
        ClientFrame.Builder frame = frames.next().setSequence(progress.number());
        if (!frames.hasNext()) {
          // Before it is on its way, so that its receipt finds it.
          progress.sent(pending);
        }
        call.send(frame.build());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean ended(SessionCall call) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Status end = call.end();
      live = null;
      if (end != null && !closed && isFinal(end)) {
        fail(end);
      }
      return welcome;
    } finally {
      lock.unlock();
    }
  }

  /** Whether another connection would fare no better. */
  private static boolean isFinal(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED,
          FAILED_PRECONDITION,
          ABORTED ->
          true;
      default -> false;
    };
  }

  private void fail(Status why) {
    lock.lock();
    try {
      failure = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(SessionCall call, ServerFrame frame) {
    lock.lock();
    try {
      if (call != live) {
        // Still on its way when its connection was given up.
        return;
      }
      switch (frame.getFrameCase()) {
        case WELCOME -> welcome(frame.getWelcome());
        case CREDIT -> progress.credit(frame.getCredit());
        case STORED -> stored(frame.getStored());
        case OUTCOME -> concluded(frame.getOutcome());
        case STUDY -> listener.summed(frame.getStudy());
        case GO_AWAY ->
            goAway = Optional.of(Duration.ofMillis(frame.getGoAway().getReconnectAfterMillis()));
        case FRAME_NOT_SET -> {
          // Of a newer edge; nothing that this client waits for.
        }
      }
      changed.signalAll();
    } catch (IllegalStateException e) {
      fail(Status.DATA_LOSS.withDescription(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private void welcome(Welcome greeting) {
    progress
        .welcome(greeting.getStoredUpTo())
        .forEach(receipt -> listener.stored(receipt.object(), receipt.number()));
    welcome = true;
  }

  private void stored(Stored stored) {
    progress
        .stored(stored)
        .ifPresent(receipt -> listener.stored(receipt.object(), receipt.number()));
  }

  private void concluded(InstanceOutcome outcome) {
    if (progress.isNew(outcome)) {
      listener.concluded(outcome);
      progress.concluded(outcome);
    }
  }

  /** Tells the edge which outcomes are stored and ends; what has no receipt is given up. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(FAREWELL_LIMIT.multipliedBy(2))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
