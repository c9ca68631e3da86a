package dev.dermstream.gateway.server;

import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.screening.Guard;
import dev.dermstream.gateway.screening.RequestIds;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.StatusDetails;
import dev.dermstream.v1.Error;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.server.GrpcServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the gRPC server and turns away what the server would take amiss.
 *
 * <p>The guard decides who may; nothing of a call's content is read before.
 *
 * <p>Then compressed requests are refused with UNIMPLEMENTED, as the gRPC specification provides:
 * the server of Vert.x 5.0.7 holds its size limit against the compressed bytes only, so a small
 * message could inflate to any size. A message flagged as compressed without a {@code
 * grpc-encoding} would hang its call; it is read as the bytes it is and hence refused as
 * undecodable.
 */
final class Doorway implements Handler<HttpServerRequest> {
  private static final String ENCODING = "grpc-encoding";
  private static final String ACCEPT_ENCODING = "grpc-accept-encoding";
  private static final String IDENTITY = "identity";
  private static final long NO_ERROR = 0;

  /** gRPC, and gRPC-Web in its binary and its text form. */
  private static final Set<String> PROTOBUF =
      Set.of(
          "application/grpc",
          "application/grpc+proto",
          "application/grpc-web",
          "application/grpc-web+proto",
          "application/grpc-web-text",
          "application/grpc-web-text+proto");

  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final GrpcServer server;
  private final Guard guard;

  Doorway(GrpcServer server, Guard guard) {
    this.server = server;
    this.guard = guard;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String encoding = request.getHeader(ENCODING);
    String path = String.valueOf(request.path());
    if (!request.method().equals(HttpMethod.POST)) {
      response.setStatusCode(METHOD_NOT_ALLOWED).end();
    } else if (!isProtobuf(request.getHeader("content-type"))) {
      response.setStatusCode(UNSUPPORTED_MEDIA_TYPE).end();
    } else if (!isMethod(path)) {
      // The server would repeat the path, whatever is in it; gRPC reads this status as
      // UNIMPLEMENTED.
      response.setStatusCode(NOT_FOUND).end();
    } else {
      boolean compressed = encoding != null && !encoding.equals(IDENTITY);
      guard.pass(
          request,
          path.substring(1),
          () -> requestId(request),
          compressed ? this::refuseCompressed : this::serve,
          error -> refuse(request, error));
    }
  }

  private void serve(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request.headers().set(ENCODING, IDENTITY);
    // The server would announce gzip.
    response.headersEndHandler(nothing -> response.headers().set(ACCEPT_ENCODING, IDENTITY));
    server.handle(request);
  }

  private void refuseCompressed(HttpServerRequest request) {
    Error error =
        StatusMapping.error(
            ErrorCode.UNSUPPORTED_ENCODING,
            "Compressed requests are not taken; send the request uncompressed.",
            requestId(request));
    String method = String.valueOf(request.path()).substring(1);
    guard.refuse(request, method, error, told -> refuse(request, told));
  }

  private static String requestId(HttpServerRequest request) {
    return RequestIds.of(request.getHeader(CallContext.REQUEST_ID_KEY));
  }

  /** True for {@code /package.Service/Method}, told without a regular expression for each call. */
  private static boolean isMethod(String path) {
    int second = path.indexOf('/', 1);
    for (int i = 1; i < path.length(); i++) {
      char next = path.charAt(i);
      if (i != second && !isWord(next) && (next != '.' || i > second)) {
        return false;
      }
    }
    return path.startsWith("/") && second > 1 && second < path.length() - 1;
  }

  private static boolean isWord(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == '_';
  }

  private static boolean isProtobuf(@Nullable String contentType) {
    return contentType != null && PROTOBUF.contains(contentType);
  }

  private static void refuse(HttpServerRequest request, Error error) {
    Status status = StatusMapping.toStatus(error);
    request
        .response()
        .putHeader("content-type", request.getHeader("content-type"))
        .putHeader(CallContext.REQUEST_ID_KEY, error.getRequestId())
        .putHeader("grpc-status", Integer.toString(status.getCode()))
        .putHeader("grpc-message", status.getMessage())
        .putHeader(StatusDetails.KEY, StatusDetails.encode(status))
        .putHeader(ACCEPT_ENCODING, IDENTITY)
        .end()
        .onSuccess(sent -> stop(request));
  }

  /** A caller that is refused need not send the rest. */
  private static void stop(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.response().reset(NO_ERROR);
    }
  }
}
