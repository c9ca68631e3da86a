package dev.dermstream.gateway.oip;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.rpc.Status;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.audit.ArrivingImage;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.oip.Inferences.Inference;
import dev.dermstream.gateway.routing.Lease;
import dev.dermstream.gateway.routing.RoutedNodes;
import dev.dermstream.gateway.screening.Admissions;
import dev.dermstream.gateway.screening.Brake;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.Entrance;
import dev.dermstream.gateway.screening.GatewayTimings;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.StatusReader;
import dev.dermstream.v1.Error;
import io.grpc.Status.Code;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through: messages go both ways as bytes, each side held back while the other
 * is full. The caller's deadline goes with the call, its cancellation ends the node's work, and the
 * node's status comes back as the node told it. Lives on one event loop.
 */
final class Passage {
  private static final String OK = "ok";

  /** Metadata that names the lane, of which the protocol knows nothing. */
  private static final String LANE_KEY = "dermstream-lane";

  private static final Set<String> INFERENCE = Set.of("ModelInfer", "ModelStreamInfer");

  /** Metadata of a caller to whom an error in a stream is its end. */
  private static final String STATUS_ERRORS_KEY = "triton_grpc_error";

  /** Metadata of the protocol's extensions, which the node must see. */
  private static final String EXTENSION_PREFIX = "triton_";

  /** A stream lives as long as its caller wants, up to the longest deadline there is. */
  private static final Duration NO_DEADLINE = Duration.ofDays(7);

  private final GrpcServerRequest<Buffer, Buffer> request;
  private final InboundCall<Buffer> call;
  private final Brake brake;
  private final ScreeningLimits limits;
  private final GatewayTimings timings;
  private final String method;
  private final ModelPermission models;
  private final boolean entered;

  /** Null for what costs no inference. */
  private final @Nullable Inferences inferences;

  private final boolean streaming;

  /** Messages that wait for their places, the first of which has asked for its own. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Messages that have their places and wait for the way to the node. */
  private final Deque<Buffer> unsent = new ArrayDeque<>();

  private final @Nullable Lane lane;
  private final long begunNanos = System.nanoTime();
  private @Nullable GrpcClientRequest<Buffer, Buffer> upstream;
  private @Nullable Lease node;
  private Runnable connect = () -> {};
  private boolean connecting;
  private boolean inputEnded;
  private boolean outputEnded;

  private Passage(
      Vertx vertx,
      GrpcServerRequest<Buffer, Buffer> request,
      ScreeningLimits limits,
      GatewayTimings timings,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor,
      MethodDescriptor method) {
    this.request = request;
    this.limits = limits;
    this.timings = timings;
    this.method = method.getName();
    this.models = ModelPermission.of(method);
    this.brake = Brake.passing(vertx, request, entrance);
    this.call =
        InboundCall.open(
            vertx,
            request,
            method.isClientStreaming() ? NO_DEADLINE : limits.defaultDeadline(),
            entrance,
            timings);
    if (INFERENCE.contains(this.method) && !method.isClientStreaming()) {
      Arrival arrival = new Arrival(call.requestId(), call.caller().name(), this.method);
      call.expect(new ArrivingImage(auditor, arrival));
    }
    this.entered =
        call.enter(
            gate, method.isClientStreaming() ? () -> call.guarded(this::endInput) : () -> {});
    this.streaming = method.isClientStreaming();
    this.lane = INFERENCE.contains(this.method) ? lane(request) : null;
    this.inferences =
        lane != null
            ? new Inferences(
                auditor,
                bytes -> admissions.place(lane, Work.TENSORS, bytes, call.context()),
                call.caller().name(),
                call.requestId(),
                method.getName(),
                method.isClientStreaming(),
                call::fail)
            : null;
  }

  private static Lane lane(GrpcServerRequest<?, ?> request) {
    String named = request.headers().get(LANE_KEY);
    return Arrays.stream(Lane.values())
        .filter(lane -> lane.name().equalsIgnoreCase(named))
        .findAny()
        .orElse(Lane.ROUTINE);
  }

  /** Takes a call over; it goes nowhere if the server drains. */
  static Passage open(
      Vertx vertx,
      GrpcServerRequest<Buffer, Buffer> request,
      ScreeningLimits limits,
      GatewayTimings timings,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor,
      MethodDescriptor method) {
    return new Passage(
        vertx, request, limits, timings, gate, entrance, admissions, auditor, method);
  }

  /** Ends the call before it reaches a node. */
  void forbid(String sentence) {
    call.fail(
        Status.newBuilder()
            .setCode(GrpcStatus.PERMISSION_DENIED.code)
            .setMessage(sentence)
            .build());
  }

  /** Sends the call to a node; a single inference once it has its place. */
  void start(GrpcClient client, RoutedNodes nodes, ServiceMethod<Buffer, Buffer> target) {
    if (!entered) {
      return;
    }
    connect = () -> connect(client, nodes, target);
    call.onStop(this::cancel);
    call.onDecongested(this::regulate);
    request.messageHandler(message -> call.guarded(() -> received(message.payload())));
    request.invalidMessageHandler(invalid -> call.guarded(this::tooLarge));
    request.endHandler(nothing -> call.guarded(this::endInput));
    if (inferences == null || streaming) {
      connectOnce();
    }
  }

  private void connectOnce() {
    if (!connecting) {
      connecting = true;
      // Until the way to the node is open there is nowhere to put a message.
      brake.hold();
      connect.run();
    }
  }

  private void connect(GrpcClient client, RoutedNodes nodes, ServiceMethod<Buffer, Buffer> target) {
    node = nodes.lease();
    if (node == null) {
      fail(unreachable());
      return;
    }
    client.request(node.address(), target).onComplete(opened -> call.guarded(() -> opened(opened)));
  }

  private void tooLarge() {
    if (call.isOver()) {
      return;
    }
    if (inferences != null) {
      call.imageTaken();
      inferences.unread();
    }
    fail(
        StatusMapping.error(
            ErrorCode.MESSAGE_TOO_LARGE,
            "The message is over the limit of %,d bytes.".formatted(limits.maxMessageBytes()),
            call.requestId()));
  }

  private void opened(AsyncResult<GrpcClientRequest<Buffer, Buffer>> result) {
    if (result.failed()) {
      fail(unreachable());
      return;
    }
    GrpcClientRequest<Buffer, Buffer> opened = result.result();
    upstream = opened;
    long millis = call.context().deadline().remainingMillis();
    if (call.isOver() || millis == 0) {
      opened.cancel();
      return;
    }
    opened.timeout(millis, TimeUnit.MILLISECONDS);
    opened.headers().set(CallContext.REQUEST_ID_KEY, call.requestId());
    call.context().trace().inject(opened.headers()::set);
    for (Map.Entry<String, String> header : request.headers()) {
      if (header.getKey().startsWith(EXTENSION_PREFIX)) {
        opened.headers().set(header.getKey(), header.getValue());
      }
    }
    opened.exceptionHandler(failure -> fail(StatusReader.brokenOff(call.context())));
    opened.drainHandler(nothing -> regulate());
    opened.response().onComplete(answered -> call.guarded(() -> answered(answered)));
    unsent.forEach(this::write);
    unsent.clear();
    endOutput();
    regulate();
  }

  private void received(Buffer message) {
    if (call.isOver() || inputEnded) {
      return;
    }
    Inference inference;
    try {
      inference = begin(message);
      call.caller().requireStanding();
      models.require(call.caller(), message);
    } catch (ServiceException e) {
      refuse(StatusMapping.toError(e, call.requestId()));
      return;
    }
    if (inference == null) {
      forward(message);
    } else {
      waiting.add(new Waiting(message, inference));
      if (waiting.size() == 1) {
        enterNext();
      }
    }
    regulate();
  }

  /** Enters it in the audit; null if it costs no inference. */
  private @Nullable Inference begin(Buffer message) {
    if (inferences == null) {
      return null;
    }
    call.imageTaken();
    return inferences.begin(message);
  }

  /** One after another, because the node must get them in their order. */
  private void enterNext() {
    Waiting next = waiting.peek();
    if (next != null) {
      next.inference.place().enter(() -> admitted(next), error -> turnedAway(next, error));
    }
  }

  private void admitted(Waiting next) {
    if (call.isOver()) {
      return;
    }
    waiting.remove();
    forward(next.message);
    goOn();
  }

  private void turnedAway(Waiting next, Error error) {
    if (call.isOver() || inferences == null) {
      return;
    }
    waiting.remove();
    if (!streaming || Boolean.parseBoolean(request.headers().get(STATUS_ERRORS_KEY))) {
      refuse(error);
      return;
    }
    Buffer told = Buffer.buffer(next.inference.errorMessage(error).toByteArray());
    inferences.refused(next.inference, error, () -> call.write(told));
    goOn();
  }

  private void goOn() {
    enterNext();
    endOutput();
    regulate();
  }

  /** Ends the call for no fault of the node, which is not blamed; nothing more goes there. */
  private void refuse(Error error) {
    sendNoMore();
    leave();
    conclude(error, error.getCode(), () -> call.fail(error));
  }

  private void sendNoMore() {
    inputEnded = true;
    outputEnded = true;
  }

  private void forward(Buffer message) {
    if (upstream == null) {
      unsent.add(message);
      connectOnce();
    } else {
      write(message);
    }
  }

  private void write(Buffer message) {
    if (upstream != null) {
      upstream.writeMessage(GrpcMessage.message("identity", message));
    }
  }

  /** Takes as many messages as there is room for on the whole way. */
  private void regulate() {
    boolean hold =
        !waiting.isEmpty()
            || (connecting && upstream == null)
            || (upstream != null && !outputEnded && upstream.writeQueueFull())
            || (inferences != null && inferences.unanswered() >= limits.maxInFlightPerStream())
            || call.isCongested();
    if (hold) {
      brake.hold();
    } else {
      brake.release();
    }
  }

  private void endInput() {
    inputEnded = true;
    endOutput();
  }

  /** Once everything that came has gone on. */
  private void endOutput() {
    if (!inputEnded || outputEnded || !waiting.isEmpty() || call.isOver()) {
      return;
    }
    if (upstream == null) {
      connectOnce();
    } else {
      outputEnded = true;
      upstream.end();
    }
  }

  private void answered(AsyncResult<GrpcClientResponse<Buffer, Buffer>> result) {
    if (result.failed()) {
      fail(StatusReader.brokenOff(call.context()));
      return;
    }
    GrpcClientResponse<Buffer, Buffer> answer = result.result();
    answer.errorHandler(error -> fail(StatusReader.brokenOff(call.context())));
    answer.exceptionHandler(failure -> fail(StatusReader.brokenOff(call.context())));
    answer.invalidMessageHandler(invalid ->
        fail(
            StatusMapping.error(
                ErrorCode.MESSAGE_TOO_LARGE,
                "The answer is over the gateway's limit; ask for fewer outputs or rows.",
                call.requestId())));
    answer.messageHandler(message -> call.guarded(() -> back(message, answer)));
    call.onDecongested(() -> {
      answer.resume();
      regulate();
    });
    answer.endHandler(nothing -> call.guarded(() -> finished(answer)));
  }

  private void back(GrpcMessage message, GrpcClientResponse<Buffer, Buffer> answer) {
    if (node != null) {
      node.answered();
    }
    if (inferences == null) {
      passBack(message, answer);
    } else {
      inferences.answered(message.payload(), () -> passBack(message, answer));
      regulate();
    }
  }

  private void passBack(GrpcMessage message, GrpcClientResponse<Buffer, Buffer> answer) {
    call.write(message.payload());
    if (call.isCongested()) {
      answer.pause();
    }
  }

  private void finished(GrpcClientResponse<Buffer, Buffer> answer) {
    if (call.isOver()) {
      return;
    }
    sendNoMore();
    if (answer.status() == GrpcStatus.OK) {
      leave();
      Error unanswered = StatusMapping.fromCode(Code.INTERNAL, call.requestId());
      conclude(unanswered, OK, () -> call.end());
    } else {
      Status status = StatusReader.relay(answer, call.context());
      Error error = StatusMapping.fromStatus(status, call.requestId());
      leaveFailed(error);
      conclude(error, error.getCode(), () -> call.fail(status));
    }
  }

  private void fail(Error error) {
    if (!call.isOver()) {
      sendNoMore();
      leaveFailed(error);
      conclude(error, error.getCode(), () -> call.fail(error));
    }
  }

  /**
   * @param unanswered what becomes of requests that have no answer yet
   */
  private void conclude(Error unanswered, String outcome, Runnable end) {
    Runnable recorded =
        () -> {
          if (!call.isOver()) {
            record(outcome);
            end.run();
          }
        };
    if (inferences == null) {
      recorded.run();
    } else {
      inferences.finished(unanswered, recorded);
    }
  }

  private void leave() {
    if (node != null) {
      node.close();
      node = null;
    }
  }

  private void leaveFailed(Error error) {
    if (node != null) {
      node.close();
      node.failed(error);
      node = null;
    }
  }

  private void cancel() {
    leave();
    if (upstream != null) {
      upstream.cancel();
    }
    if (inferences != null) {
      inferences.abandoned(call.context().deadline().remainingMillis() == 0);
    }
  }

  private void record(String outcome) {
    timings.passed(lane, method, call.context().trace(), outcome, System.nanoTime() - begunNanos);
  }

  private record Waiting(Buffer message, Inference inference) {}

  private Error unreachable() {
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        "A part of the cluster cannot be reached; try again in a moment.",
        call.requestId());
  }
}
