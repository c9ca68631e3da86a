package dev.dermstream.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Sends each request of the one port through its door, by content type: {@code application/grpc*}
 * to the gRPC server, everything else to the routes.
 */
public final class FrontDoor implements Handler<HttpServerRequest> {
  private final Set<HttpConnection> condemned = Collections.newSetFromMap(new WeakHashMap<>());
  private final CrossOrigin origins;
  private final Handler<HttpServerRequest> grpc;
  private final Handler<HttpServerRequest> routes;

  /**
   * @param grpc takes gRPC, and gRPC-Web with a body that is no longer base64
   * @param routes takes the rest
   */
  public FrontDoor(
      WebConfig config, Handler<HttpServerRequest> grpc, Handler<HttpServerRequest> routes) {
    this.origins = new CrossOrigin(config);
    this.grpc = grpc;
    this.routes = routes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (hidesARequest(request) || !origins.admits(request)) {
      return;
    }
    String contentType = request.getHeader("content-type");
    if (contentType == null || !contentType.startsWith("application/grpc")) {
      routes.handle(request);
      return;
    }
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().bodyEndHandler(nothing -> closeIfStillSending(request));
    }
    if (contentType.startsWith("application/grpc-web-text")) {
      grpc.handle(new TextFormRequest((HttpServerRequestInternal) request));
    } else {
      grpc.handle(request);
    }
  }

  /**
   * Where a body ends must not be a matter of opinion: after a transfer coding that is not known,
   * the server would take the body for the next request, and a proxy before it would not. Nothing
   * more is read from such a connection.
   */
  private boolean hidesARequest(HttpServerRequest request) {
    if (condemned.contains(request.connection())) {
      request.connection().close();
      return true;
    }
    String coding = request.getHeader("transfer-encoding");
    if (request.version() == HttpVersion.HTTP_2
        || coding == null
        || coding.equalsIgnoreCase("chunked")) {
      return false;
    }
    condemned.add(request.connection());
    request.response().putHeader("connection", "close");
    Exchange.of(request)
        .refuse(HttpStatus.NOT_IMPLEMENTED, "Of the transfer codings only chunked is taken.")
        .onComplete(sent -> request.connection().close());
    return true;
  }

  /** On HTTP/2 the end of the stream does it. */
  private static void closeIfStillSending(HttpServerRequest request) {
    if (!request.isEnded()) {
      Exchange.closeSoon(request);
    }
  }
}
