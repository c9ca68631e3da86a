package dev.dermstream.gateway.upstream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.telemetry.LogContext;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.v1.Error;
import io.vertx.core.AsyncResult;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.ServiceMethod;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call to a peer with a single request message. Ends exactly once: by status, by failure of the
 * connection, or silently by {@link #cancel}. The deadline is told to the peer; watching it is for
 * the inbound call, which cancels this one.
 *
 * <p>Written against the request and response objects of Vert.x because the generated clients lose
 * status details, show a peer's deadline as a cancellation and cannot be cancelled.
 */
final class GrpcCall<Q, A> implements UpstreamCall {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcCall.class);

  private final String peer;
  private final CallContext context;
  private final Trace trace;
  private final Parser<A> parser;
  private final StreamListener<A> listener;
  private @Nullable GrpcClientRequest<Q, A> request;
  private @Nullable GrpcClientResponse<Q, A> response;
  private boolean paused;
  private boolean ended;

  private GrpcCall(
      String peer, CallContext context, Trace trace, Parser<A> parser, StreamListener<A> listener) {
    this.peer = peer;
    this.context = context;
    this.trace = trace;
    this.parser = parser;
    this.listener = listener;
  }

  /**
   * @param peer who is called, as the beginning of a sentence
   */
  static <Q, A> UpstreamCall start(
      GrpcClient client,
      String peer,
      SocketAddress address,
      ServiceMethod<A, Q> method,
      Parser<A> parser,
      Q message,
      CallContext context,
      StreamListener<A> listener) {
    Trace trace =
        context.trace().call(method.serviceName().fullyQualifiedName() + "/" + method.methodName());
    GrpcCall<Q, A> call = new GrpcCall<>(peer, context, trace, parser, listener);
    client.request(address, method).onComplete(opened -> call.opened(opened, message));
    return call;
  }

  @Override
  public void cancel() {
    if (!ended) {
      ended = true;
      trace.end(io.grpc.Status.Code.CANCELLED);
      abandon();
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (response != null) {
      response.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (response != null) {
      response.resume();
    }
  }

  private void opened(AsyncResult<GrpcClientRequest<Q, A>> result, Q message) {
    if (result.failed()) {
      fail(unreachable());
      return;
    }
    GrpcClientRequest<Q, A> opened = result.result();
    request = opened;
    long millis = context.deadline().remainingMillis();
    if (ended || millis == 0) {
      opened.cancel();
      fail(StatusMapping.fromCode(io.grpc.Status.Code.DEADLINE_EXCEEDED, context.requestId()));
      return;
    }
    opened.timeout(millis, TimeUnit.MILLISECONDS);
    opened.headers().set(CallContext.REQUEST_ID_KEY, context.requestId());
    trace.inject(opened.headers()::set);
    opened.exceptionHandler(failure -> fail(connectionLost(failure)));
    opened.response().onComplete(this::responded);
    opened.end(message).onFailure(failure -> fail(connectionLost(failure)));
  }

  private void responded(AsyncResult<GrpcClientResponse<Q, A>> result) {
    if (result.failed()) {
      fail(connectionLost(result.cause()));
      return;
    }
    GrpcClientResponse<Q, A> answer = result.result();
    response = answer;
    answer.errorHandler(error -> fail(reset(error)));
    answer.messageHandler(this::received);
    answer.invalidMessageHandler(invalid -> broken("sent a message that is too large", invalid));
    answer.exceptionHandler(failure -> fail(connectionLost(failure)));
    answer.endHandler(nothing -> finished(answer));
    if (paused) {
      answer.pause();
    }
  }

  private void received(GrpcMessage message) {
    if (ended) {
      return;
    }
    if (!message.encoding().equals("identity")) {
      broken("sent a compressed message, which was not asked for", null);
      return;
    }
    A parsed;
    try {
      parsed = parser.parseFrom(Payload.view(message.payload()));
    } catch (InvalidProtocolBufferException e) {
      broken("sent bytes that are no message of the contract", e);
      return;
    }
    listener.message(parsed);
  }

  private void finished(GrpcClientResponse<Q, A> answer) {
    if (ended) {
      return;
    }
    if (answer.status() == io.vertx.grpc.common.GrpcStatus.OK) {
      ended = true;
      trace.end(io.grpc.Status.Code.OK);
      listener.completed();
    } else {
      fail(StatusReader.read(answer, context));
    }
  }

  private void broken(String what, @Nullable Throwable cause) {
    if (!ended) {
      try (LogContext _ = LogContext.of(context.requestId(), trace)) {
        LOG.warn("Request {}: a peer {}", context.requestId(), what, cause);
      }
      fail(StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, context.requestId()));
      abandon();
    }
  }

  private void fail(Error error) {
    if (!ended) {
      ended = true;
      trace.end(io.grpc.Status.fromCodeValue(StatusMapping.toStatus(error).getCode()).getCode());
      listener.failed(error);
    }
  }

  private void abandon() {
    if (request != null) {
      request.cancel();
    }
  }

  private Error connectionLost(Throwable failure) {
    if (failure instanceof GrpcErrorException e) {
      return reset(e.error());
    }
    try (LogContext _ = LogContext.of(context.requestId(), trace)) {
      LOG.warn(
          "Request {}: the connection to a peer failed: {}",
          context.requestId(),
          failure.toString());
    }
    return unreachable();
  }

  /** A reset without a status: the peer, or what stands between, gave the stream up. */
  private Error reset(@Nullable GrpcError error) {
    return error == GrpcError.INTERNAL
        ? StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, context.requestId())
        : StatusReader.brokenOff(context);
  }

  private Error unreachable() {
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        peer + " cannot be reached; try again in a moment.",
        context.requestId());
  }
}
