package dev.dermstream.gateway.web;

import dev.dermstream.error.StatusMapping;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files of a class path folder, {@code index.html} at the address of its folder. A page
 * may load and call nothing but this gateway (Content Security Policy level 3). A file whose name
 * holds the first 16 digits of its SHA-256, such as {@code app.0123456789abcdef.js}, may be kept
 * for ever; others are asked for again by their entity tag. For one event loop.
 */
final class WebFiles {
  private static final Logger LOG = LoggerFactory.getLogger(WebFiles.class);
  private static final int NOT_MODIFIED = 304;
  private static final String INDEX = "index.html";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Vertx vertx;
  private final String folder;
  private final Map<String, WebFile> read = new ConcurrentHashMap<>();

  /**
   * @param folder of the class path
   */
  WebFiles(Vertx vertx, String folder) {
    this.vertx = vertx;
    this.folder = folder;
  }

  /**
   * Answers a GET or HEAD.
   *
   * @param absent runs if no such file is there
   */
  void serve(Exchange exchange, Runnable absent) {
    String path = String.valueOf(exchange.request().path());
    String name = path.endsWith("/") ? path + INDEX : path;
    WebFile known = read.get(name);
    if (known != null) {
      send(exchange, known);
      return;
    }
    vertx
        .executeBlocking(() -> WebFile.read(folder, name), false)
        .onComplete(
            file -> answer(exchange, name, file, absent),
            failure -> {
              LOG.error(
                  "Request {}: a file of the console cannot be read",
                  exchange.requestId(),
                  failure);
              exchange.fail(StatusMapping.toError(failure, exchange.requestId()));
            });
  }

  private void answer(Exchange exchange, String name, Optional<WebFile> file, Runnable absent) {
    if (file.isEmpty()) {
      absent.run();
    } else {
      read.put(name, file.get());
      send(exchange, file.get());
    }
  }

  private static void send(Exchange exchange, WebFile file) {
    HttpServerResponse response = exchange.response();
    response
        .putHeader("content-security-policy", POLICY)
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("x-frame-options", "DENY")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("permissions-policy", "camera=(), geolocation=(), microphone=()")
        .putHeader("etag", file.entityTag())
        .putHeader(
            "cache-control", file.lasting() ? "public, max-age=31536000, immutable" : "no-cache");
    if (file.entityTag().equals(exchange.request().getHeader("if-none-match"))) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      exchange.send(HttpStatus.OK, file.contentType(), file.content());
    }
  }
}
