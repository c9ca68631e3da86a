package dev.dermstream.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;

/**
 * Sends each request of the one port through its door, by content type: {@code application/grpc*}
 * to the gRPC server, everything else to the routes.
 */
public final class FrontDoor implements Handler<HttpServerRequest> {
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
    if (!origins.admits(request)) {
      return;
    }
    String contentType = request.getHeader("content-type");
    if (contentType == null || !contentType.startsWith("application/grpc")) {
      routes.handle(request);
      return;
    }
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().endHandler(nothing -> closeIfStillSending(request));
    }
    if (contentType.startsWith("application/grpc-web-text")) {
      grpc.handle(new TextFormRequest((HttpServerRequestInternal) request));
    } else {
      grpc.handle(request);
    }
  }

  /** On HTTP/2 the end of the stream does it. */
  private static void closeIfStillSending(HttpServerRequest request) {
    if (!request.isEnded()) {
      Exchange.closeSoon(request);
    }
  }
}
