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
import dev.dermstream.gateway.routing.Lease;
import dev.dermstream.gateway.routing.RoutedNodes;
import dev.dermstream.gateway.screening.Admissions;
import dev.dermstream.gateway.screening.Brake;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.Entrance;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.Place;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.StatusReader;
import dev.dermstream.platform.telemetry.StageMetrics;
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
import java.util.Arrays;
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
  private static final String ROLE = "gateway";
  private static final String STAGE = "oip";
  private static final String OK = "ok";
  private static final String SINGLE_INFERENCE = "ModelInfer";

  /** Metadata that names the lane, of which the protocol knows nothing. */
  private static final String LANE_KEY = "dermstream-lane";

  private static final Set<String> INFERENCE = Set.of("ModelInfer", "ModelStreamInfer");

  /** Metadata of the protocol's extensions, which the node must see. */
  private static final String EXTENSION_PREFIX = "triton_";

  /** A stream lives as long as its caller wants, up to the longest deadline there is. */
  private static final Duration NO_DEADLINE = Duration.ofDays(7);

  private final GrpcServerRequest<Buffer, Buffer> request;
  private final InboundCall<Buffer> call;
  private final Brake brake;
  private final ScreeningLimits limits;
  private final StageMetrics metrics;
  private final String method;
  private final ModelPermission models;
  private final boolean entered;

  /** Null for what costs no inference, and for streams, whose messages the node admits. */
  private final @Nullable Place place;

  private final @Nullable InferenceAudit audit;
  private final long begunNanos = System.nanoTime();
  private @Nullable GrpcClientRequest<Buffer, Buffer> upstream;
  private @Nullable Lease node;
  private boolean inputEnded;

  private Passage(
      Vertx vertx,
      GrpcServerRequest<Buffer, Buffer> request,
      ScreeningLimits limits,
      StageMetrics metrics,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor,
      MethodDescriptor method) {
    this.request = request;
    this.limits = limits;
    this.metrics = metrics;
    this.method = method.getName();
    this.models = ModelPermission.of(method);
    this.brake = Brake.passing(vertx, request, entrance);
    this.call =
        InboundCall.open(
            vertx,
            request,
            method.isClientStreaming() ? NO_DEADLINE : limits.defaultDeadline(),
            entrance);
    if (INFERENCE.contains(this.method) && !method.isClientStreaming()) {
      Arrival arrival = new Arrival(call.requestId(), call.caller().name(), this.method);
      call.expect(new ArrivingImage(auditor, arrival));
    }
    this.entered =
        call.enter(
            gate, method.isClientStreaming() ? () -> call.guarded(this::endInput) : () -> {});
    // Its message is not read before it has its place, so waiting costs no bytes.
    this.place =
        this.method.equals(SINGLE_INFERENCE)
            ? admissions.place(lane(request), Work.TENSORS, 0, call.context())
            : null;
    this.audit =
        INFERENCE.contains(method.getName())
            ? new InferenceAudit(
                auditor,
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
      StageMetrics metrics,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions,
      Auditor auditor,
      MethodDescriptor method) {
    return new Passage(
        vertx, request, limits, metrics, gate, entrance, admissions, auditor, method);
  }

  /** Ends the call before it reaches a node. */
  void forbid(String sentence) {
    call.fail(
        Status.newBuilder()
            .setCode(GrpcStatus.PERMISSION_DENIED.code)
            .setMessage(sentence)
            .build());
  }

  /** Sends the call to a node once it has its place, which it gives back at its end. */
  void start(GrpcClient client, RoutedNodes nodes, ServiceMethod<Buffer, Buffer> target) {
    if (!entered) {
      return;
    }
    // Until the way to the node is open there is nowhere to put a message.
    brake.hold();
    call.onStop(this::cancel);
    request.messageHandler(message -> call.guarded(() -> forward(message)));
    request.invalidMessageHandler(invalid -> call.guarded(this::tooLarge));
    request.endHandler(nothing -> call.guarded(this::endInput));
    if (place == null) {
      open(client, nodes, target);
    } else {
      place.enter(() -> open(client, nodes, target), this::fail);
    }
  }

  private void open(GrpcClient client, RoutedNodes nodes, ServiceMethod<Buffer, Buffer> target) {
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
    if (audit != null) {
      call.imageTaken();
      audit.unread();
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
    for (Map.Entry<String, String> header : request.headers()) {
      if (header.getKey().startsWith(EXTENSION_PREFIX)) {
        opened.headers().set(header.getKey(), header.getValue());
      }
    }
    opened.exceptionHandler(failure -> fail(StatusReader.brokenOff(call.context())));
    opened.drainHandler(nothing -> brake.release());
    opened.response().onComplete(answered -> call.guarded(() -> answered(answered)));
    if (inputEnded) {
      opened.end();
    }
    brake.release();
  }

  private void forward(GrpcMessage message) {
    if (upstream != null && !call.isOver() && !inputEnded) {
      if (!admitted(message)) {
        return;
      }
      upstream.writeMessage(GrpcMessage.message("identity", message.payload()));
      if (upstream.writeQueueFull()) {
        brake.hold();
      }
    }
  }

  /** Whether it is in the audit and the caller may ask for it, so that it may be forwarded. */
  private boolean admitted(GrpcMessage message) {
    try {
      if (audit != null) {
        call.imageTaken();
        audit.requested(message.payload());
      }
      call.caller().requireStanding();
      models.require(call.caller(), message.payload());
      return true;
    } catch (ServiceException e) {
      // Nothing that comes after it goes on to the node.
      inputEnded = true;
      // No fault of the node, so it is not blamed.
      leave();
      Error error = StatusMapping.toError(e, call.requestId());
      conclude(error, error.getCode(), () -> call.fail(error));
      return false;
    }
  }

  private void endInput() {
    if (!inputEnded) {
      inputEnded = true;
      if (upstream != null && !call.isOver()) {
        upstream.end();
      }
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
    call.onDecongested(answer::resume);
    answer.endHandler(nothing -> call.guarded(() -> finished(answer)));
  }

  private void back(GrpcMessage message, GrpcClientResponse<Buffer, Buffer> answer) {
    if (node != null) {
      node.answered();
    }
    if (audit == null) {
      write(message, answer);
    } else {
      audit.answered(message.payload(), () -> write(message, answer));
    }
  }

  private void write(GrpcMessage message, GrpcClientResponse<Buffer, Buffer> answer) {
    call.write(message.payload());
    if (call.isCongested()) {
      answer.pause();
    }
  }

  private void finished(GrpcClientResponse<Buffer, Buffer> answer) {
    if (call.isOver()) {
      return;
    }
    if (answer.status() == GrpcStatus.OK) {
      if (place != null) {
        place.served();
      }
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
    if (audit == null) {
      recorded.run();
    } else {
      audit.finished(unanswered, recorded);
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
    if (place != null) {
      place.leave();
    }
    leave();
    if (upstream != null) {
      upstream.cancel();
    }
    if (audit != null) {
      audit.abandoned(call.context().deadline().remainingMillis() == 0);
    }
  }

  private void record(String outcome) {
    metrics.record(ROLE, STAGE, method, outcome, System.nanoTime() - begunNanos);
  }

  private Error unreachable() {
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        "A part of the cluster cannot be reached; try again in a moment.",
        call.requestId());
  }
}
