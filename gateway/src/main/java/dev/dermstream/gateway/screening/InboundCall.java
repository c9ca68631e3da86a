package dev.dermstream.gateway.screening;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.audit.ArrivingImage;
import dev.dermstream.gateway.security.Caller;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.Deadline;
import dev.dermstream.v1.Error;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answering side of one call: its id, its deadline and its single end. A call ends by {@link
 * #end}, by {@link #fail}, or because the caller went away; after that nothing is written, and the
 * work behind it was told to stop unless it had ended by itself. Lives on one event loop.
 *
 * @param <A> the answer's message type
 */
public final class InboundCall<A> {
  private static final Logger LOG = LoggerFactory.getLogger(InboundCall.class);
  private static final String TIMEOUT_KEY = "grpc-timeout";

  private final Vertx vertx;
  private final Reply<A> reply;
  private final CallContext context;
  private final Caller caller;
  private Runnable stopWork = () -> {};
  private @Nullable ArrivingImage arriving;
  private DrainGate.@Nullable Permit permit;
  private long deadlineTimer = -1;
  private boolean refusing;
  private boolean over;

  private InboundCall(Vertx vertx, Reply<A> reply, CallContext context, Caller caller) {
    this.vertx = vertx;
    this.reply = reply;
    this.context = context;
    this.caller = caller;
  }

  /**
   * Takes the call over, before any of its messages were read.
   *
   * @param defaultDeadline where the caller sent none
   * @param entrance by which it is passing
   */
  public static <Q, A> InboundCall<A> open(
      Vertx vertx, GrpcServerRequest<Q, A> request, Duration defaultDeadline, Entrance entrance) {
    String requestId = RequestIds.of(request.headers().get(CallContext.REQUEST_ID_KEY));
    Duration patience =
        GrpcTimeout.parse(request.headers().get(TIMEOUT_KEY)).orElse(defaultDeadline);
    InboundCall<A> call =
        open(
            vertx,
            new GrpcReply<>(request.response()),
            new CallContext(requestId, Deadline.after(patience), entrance.client()),
            entrance.caller());
    request.response().headers().set(CallContext.REQUEST_ID_KEY, requestId);
    request.errorHandler(error -> call.callerLeft());
    request.exceptionHandler(failure -> call.callerLeft());
    request.response().exceptionHandler(failure -> call.callerLeft());
    return call;
  }

  /**
   * Takes over a call that came by another door than gRPC; the door calls {@link #callerLeft}.
   *
   * @param context its deadline counts from now on
   * @param caller who was let in
   */
  public static <A> InboundCall<A> open(
      Vertx vertx, Reply<A> reply, CallContext context, Caller caller) {
    InboundCall<A> call = new InboundCall<>(vertx, reply, context, caller);
    call.startDeadline();
    return call;
  }

  /**
   * The call carries an image; until that is taken, a failure is in the audit before it is told.
   */
  public void expect(ArrivingImage image) {
    arriving = image;
  }

  /** What the call carries is whole: all of it or, of what could be read, the image. */
  public void imageCame(Supplier<ByteString> bytes) {
    if (arriving != null) {
      arriving.came(bytes);
    }
  }

  /** From now on whoever works on the image sees to its audit. */
  public void imageTaken() {
    arriving = null;
  }

  /**
   * Lets the call pass the gate. If the server drains, the call ends with DRAINING.
   *
   * @param onDrain runs on the call's event loop when the server begins to drain
   * @return whether the call may go on
   */
  public boolean enter(DrainGate gate, Runnable onDrain) {
    io.vertx.core.Context eventLoop = vertx.getOrCreateContext();
    permit = gate.enter(() -> eventLoop.runOnContext(nothing -> onDrain.run()));
    if (permit == null) {
      fail(draining(requestId()));
    }
    return permit != null;
  }

  static Error draining(String requestId) {
    return StatusMapping.error(
        ErrorCode.DRAINING, "The server is shutting down; try another.", requestId);
  }

  public CallContext context() {
    return context;
  }

  /** Whose call it is. */
  public Caller caller() {
    return caller;
  }

  public String requestId() {
    return context.requestId();
  }

  /** Whether the call has ended, or is being refused: nothing of it is to be worked on. */
  public boolean isOver() {
    return over || refusing;
  }

  /** What to do when the call ends before its work did. */
  public void onStop(Runnable stop) {
    stopWork = stop;
  }

  public void write(A message) {
    if (!over) {
      reply.write(message);
    }
  }

  /** True if the caller reads more slowly than the answers come. */
  public boolean isCongested() {
    return !over && reply.isFull();
  }

  public void onDecongested(Runnable resumed) {
    reply.onRoom(() -> guarded(resumed));
  }

  /** Ends with status OK after a last message. */
  public void end(A message) {
    if (conclude()) {
      reply.end(message).onComplete(sent -> leave());
    }
  }

  /** Ends with status OK. */
  public void end() {
    if (conclude()) {
      reply.end().onComplete(sent -> leave());
    }
  }

  /** Ends with the status of the error and stops the work. */
  public void fail(Error error) {
    fail(StatusMapping.toStatus(error));
  }

  /** Ends with a status and stops the work. */
  public void fail(Status status) {
    ArrivingImage image = arriving;
    if (isOver()) {
      return;
    }
    if (image == null) {
      failNow(status);
      return;
    }
    imageTaken();
    refusing = true;
    image.refused(
        StatusMapping.fromStatus(status, requestId()),
        () -> failNow(status),
        unrecorded -> failNow(StatusMapping.toStatus(unrecorded)));
  }

  private void failNow(Status status) {
    if (conclude()) {
      reply.fail(status).onComplete(sent -> leave());
      stopWork.run();
    }
  }

  /** Runs a step of the work; what it throws ends the call instead of leaving it open for ever. */
  public void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      Error error = StatusMapping.toError(e, requestId());
      if (error.getCode().equals(ErrorCode.INTERNAL.name())) {
        LOG.error("Request {} failed", requestId(), e);
      }
      fail(error);
    }
  }

  private void startDeadline() {
    long millis = context.deadline().remainingMillis();
    deadlineTimer = vertx.setTimer(Math.max(1, millis), id -> deadlinePassed());
  }

  private void deadlinePassed() {
    abandon(true);
    failNow(
        StatusMapping.toStatus(
            StatusMapping.fromCode(io.grpc.Status.Code.DEADLINE_EXCEEDED, requestId())));
  }

  /** The caller went away: nothing more is written and the work stops. */
  public void callerLeft() {
    abandon(false);
    if (conclude()) {
      leave();
      stopWork.run();
    }
  }

  private void abandon(boolean deadlinePassed) {
    if (arriving != null && !isOver()) {
      arriving.abandoned(deadlinePassed);
      imageTaken();
    }
  }

  /** True the first time. */
  private boolean conclude() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(deadlineTimer);
    return true;
  }

  /** Out of the gate only once the end is on the wire: a draining server closes behind the last. */
  private void leave() {
    if (permit != null) {
      permit.close();
    }
  }
}
