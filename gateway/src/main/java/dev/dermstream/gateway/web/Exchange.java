package dev.dermstream.gateway.web;

import com.google.gson.JsonObject;
import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.RequestIds;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.v1.Error;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Objects;

/**
 * One HTTP request and its answer, whole or as a problem document (RFC 9457) with the code, the
 * sentence and the request id of the error. Lives on one event loop.
 */
final class Exchange {
  /** Long enough for a client that still sends to read why it was refused. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final long NO_ERROR = 0;

  private final HttpServerRequest request;
  private final String requestId;

  private Exchange(HttpServerRequest request, String requestId) {
    this.request = request;
    this.requestId = requestId;
  }

  static Exchange of(HttpServerRequest request) {
    String requestId = RequestIds.of(request.getHeader(CallContext.REQUEST_ID_KEY));
    request
        .response()
        .putHeader(CallContext.REQUEST_ID_KEY, requestId)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("cache-control", "no-store");
    return new Exchange(request, requestId);
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return request.response();
  }

  String requestId() {
    return requestId;
  }

  /** Lets the call know if its caller goes away before the answer. */
  void onCallerLeft(InboundCall<?> call) {
    response().exceptionHandler(failure -> call.callerLeft());
    response().closeHandler(nothing -> call.callerLeft());
  }

  /** A whole answer; for HEAD its fields alone. */
  Future<Void> send(int status, String contentType, Buffer body) {
    HttpServerResponse response = response().setStatusCode(status);
    response.putHeader("content-type", contentType);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("content-length", Integer.toString(body.length()));
      return response.end();
    }
    return end(body);
  }

  /** Leads a reader elsewhere, this time. */
  Future<Void> redirect(String address) {
    HttpServerResponse response = response().setStatusCode(HttpStatus.FOUND);
    return response.putHeader("location", address).end();
  }

  /** The error under its own HTTP status. */
  Future<Void> fail(Error error) {
    return fail(HttpStatus.of(error), error);
  }

  /** The error of a status, with the wait that its details ask for. */
  Future<Void> fail(Status status) {
    Error error = StatusMapping.fromStatus(status, requestId);
    RetryWait.seconds(status, error)
        .ifPresent(seconds -> response().putHeader("retry-after", Long.toString(seconds)));
    return fail(error);
  }

  /** For refusals that HTTP has a status for and the vocabulary no word but INVALID_INPUT. */
  Future<Void> refuse(int status, String sentence) {
    return fail(status, StatusMapping.error(ErrorCode.INVALID_INPUT, sentence, requestId));
  }

  /** The error under a status of the caller's choice. */
  Future<Void> fail(int status, Error error) {
    if (status == HttpStatus.UNAUTHORIZED) {
      // RFC 9110: a 401 names what would be taken.
      response().putHeader("www-authenticate", "Bearer");
    }
    JsonObject problem = new JsonObject();
    problem.addProperty("type", "about:blank");
    problem.addProperty("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    problem.addProperty("status", status);
    problem.addProperty("detail", error.getMessage());
    problem.addProperty("code", error.getCode());
    problem.addProperty("retryable", error.getRetryable());
    if (error.getRetryAfterMillis() > 0) {
      problem.addProperty("retryAfterMillis", error.getRetryAfterMillis());
    }
    problem.addProperty("requestId", requestId);
    return send(status, "application/problem+json", Buffer.buffer(problem.toString()));
  }

  /**
   * Ends the answer. If the caller is still sending, what comes is thrown away and its connection
   * (HTTP/1) or stream (HTTP/2) is closed soon: nobody can feed the gateway for ever.
   */
  private Future<Void> end(Buffer body) {
    HttpServerResponse response = response();
    if (!mayStillSend()) {
      return response.end(body);
    }
    request.handler(null).endHandler(null).resume();
    if (request.version() == HttpVersion.HTTP_2) {
      return response.end(body).onSuccess(sent -> stopStream());
    }
    response.putHeader("connection", "close");
    return response.end(body).onComplete(sent -> closeSoon(request));
  }

  /** A request of HTTP/1 without a body ends only after it was handled. */
  private boolean mayStillSend() {
    boolean announced =
        request.version() == HttpVersion.HTTP_2
            || request.getHeader("transfer-encoding") != null
            || !"0".equals(Objects.requireNonNullElse(request.getHeader("content-length"), "0"));
    return announced && !request.isEnded();
  }

  private void stopStream() {
    if (!request.isEnded()) {
      response().reset(NO_ERROR);
    }
  }

  /** Closes an HTTP/1 connection whose caller was answered before it had sent all. */
  static void closeSoon(HttpServerRequest request) {
    Context eventLoop = Vertx.currentContext();
    if (eventLoop == null) {
      request.connection().close();
    } else {
      eventLoop.owner().setTimer(LINGER.toMillis(), id -> request.connection().close());
    }
  }
}
