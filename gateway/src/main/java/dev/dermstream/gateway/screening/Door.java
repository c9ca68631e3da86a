package dev.dermstream.gateway.screening;

import io.vertx.core.http.HttpServerRequest;

/** By which of its forms a call came through the one port. */
enum Door {
  GRPC("grpc"),
  GRPC_WEB("grpc_web"),
  HTTP("http");

  private final String word;

  Door(String word) {
    this.word = word;
  }

  /** As metrics and traces name it. */
  String word() {
    return word;
  }

  static Door of(HttpServerRequest request) {
    String contentType = request.getHeader("content-type");
    if (contentType == null || !contentType.startsWith("application/grpc")) {
      return HTTP;
    }
    return contentType.startsWith("application/grpc-web") ? GRPC_WEB : GRPC;
  }
}
