package dev.dermstream.gateway.screening;

import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.Deadline;
import dev.dermstream.gateway.upstream.StatusDetails;
import dev.dermstream.platform.telemetry.LogContext;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.v1.Error;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

  /** A line for every call, for those who want one. */
  private static final Logger ACCESS = LoggerFactory.getLogger("dev.dermstream.access");

  private static final String TIMEOUT_KEY = "grpc-timeout";

  private final Vertx vertx;
  private final GrpcServerResponse<?, A> response;
  private final CallContext context;
  private final String method;
  private final long begunNanos = System.nanoTime();
  private Runnable stopWork = () -> {};
  private DrainGate.@Nullable Permit permit;
  private long deadlineTimer = -1;
  private boolean over;

  private InboundCall(
      Vertx vertx, GrpcServerResponse<?, A> response, CallContext context, String method) {
    this.vertx = vertx;
    this.response = response;
    this.context = context;
    this.method = method;
  }

  /**
   * Takes the call over, before any of its messages were read.
   *
   * @param defaultDeadline where the caller sent none
   * @param tracing where the call is traced
   */
  public static <Q, A> InboundCall<A> open(
      Vertx vertx, GrpcServerRequest<Q, A> request, Duration defaultDeadline, Tracing tracing) {
    String requestId = RequestIds.of(request.headers().get(CallContext.REQUEST_ID_KEY));
    Duration patience =
        GrpcTimeout.parse(request.headers().get(TIMEOUT_KEY)).orElse(defaultDeadline);
    String method = request.serviceName().fullyQualifiedName() + "/" + request.methodName();
    Trace trace = tracing.accept(method, request.headers()::get);
    trace.requestId(requestId);
    InboundCall<A> call =
        new InboundCall<>(
            vertx,
            request.response(),
            new CallContext(requestId, Deadline.after(patience), trace),
            method);
    request.response().headers().set(CallContext.REQUEST_ID_KEY, requestId);
    request.errorHandler(error -> call.callerLeft());
    request.exceptionHandler(failure -> call.callerLeft());
    request.response().exceptionHandler(failure -> call.callerLeft());
    call.startDeadline();
    return call;
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

  public String requestId() {
    return context.requestId();
  }

  public boolean isOver() {
    return over;
  }

  /** What to do when the call ends before its work did. */
  public void onStop(Runnable stop) {
    stopWork = stop;
  }

  public void write(A message) {
    if (!over) {
      response.write(message);
    }
  }

  /** True if the caller reads more slowly than the answers come. */
  public boolean isCongested() {
    return !over && response.writeQueueFull();
  }

  public void onDecongested(Runnable resumed) {
    response.drainHandler(nothing -> guarded(resumed));
  }

  /** Ends with status OK after a last message. */
  public void end(A message) {
    if (conclude(io.grpc.Status.Code.OK)) {
      response.end(message).onComplete(sent -> leave());
    }
  }

  /** Ends with status OK. */
  public void end() {
    if (conclude(io.grpc.Status.Code.OK)) {
      response.end().onComplete(sent -> leave());
    }
  }

  /** Ends with the status of the error and stops the work. */
  public void fail(Error error) {
    fail(StatusMapping.toStatus(error));
  }

  /** Ends with a status and stops the work. */
  public void fail(Status status) {
    if (conclude(io.grpc.Status.fromCodeValue(status.getCode()).getCode())) {
      response.trailers().set(StatusDetails.KEY, StatusDetails.encode(status));
      response.status(GrpcStatus.valueOf(status.getCode()));
      response.statusMessage(status.getMessage());
      response.end().onComplete(sent -> leave());
      stopWork.run();
    }
  }

  /** Runs a step of the work; what it throws ends the call instead of leaving it open for ever. */
  public void guarded(Runnable step) {
    try (LogContext _ = LogContext.of(requestId(), context.trace())) {
      run(step);
    }
  }

  private void run(Runnable step) {
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
    fail(StatusMapping.fromCode(io.grpc.Status.Code.DEADLINE_EXCEEDED, requestId()));
  }

  private void callerLeft() {
    if (conclude(io.grpc.Status.Code.CANCELLED)) {
      leave();
      stopWork.run();
    }
  }

  /** True the first time. */
  private boolean conclude(io.grpc.Status.Code code) {
    if (over) {
      return false;
    }
    over = true;
    context.trace().end(code);
    if (ACCESS.isInfoEnabled()) {
      logAccess(code);
    }
    vertx.cancelTimer(deadlineTimer);
    return true;
  }

  private void logAccess(io.grpc.Status.Code code) {
    try (LogContext _ = LogContext.of(requestId(), context.trace())) {
      ACCESS.info(
          "{} ended {} after {} ms",
          method,
          code,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
    }
  }

  /** Out of the gate only once the end is on the wire: a draining server closes behind the last. */
  private void leave() {
    if (permit != null) {
      permit.close();
    }
  }
}
