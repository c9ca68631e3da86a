package dev.dermstream.gateway.web;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose pages may call: the gateway's own and those of the allowed origins (Fetch standard, CORS).
 * A page of another origin is refused before its request is read, because a browser sends some
 * requests, uploads among them, without asking first.
 */
final class CrossOrigin {
  private static final int NO_CONTENT = 204;

  private final Set<String> allowed;

  CrossOrigin(WebConfig config) {
    this.allowed = Set.copyOf(config.allowedOrigins());
  }

  /**
   * @return false if the request has been answered here: refused, or a browser's question whether
   *     it may send one
   */
  boolean admits(HttpServerRequest request) {
    String origin = request.getHeader("origin");
    if (origin == null || isOwn(origin, request)) {
      return true;
    }
    if (!allowed.contains(origin)) {
      Exchange exchange = Exchange.of(request);
      exchange.fail(
          StatusMapping.error(
              ErrorCode.PERMISSION_DENIED,
              "Pages of this origin may not call; it is not among the allowed origins.",
              exchange.requestId()));
      return false;
    }
    HttpServerResponse response = request.response();
    response.putHeader("access-control-allow-origin", origin).putHeader("vary", "origin");
    if (isPreflight(request)) {
      answerPreflight(response);
      return false;
    }
    response.putHeader(
        "access-control-expose-headers",
        "grpc-status, grpc-message, grpc-status-details-bin, x-request-id, retry-after");
    return true;
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.getHeader("access-control-request-method") != null;
  }

  private static void answerPreflight(HttpServerResponse response) {
    response
        .setStatusCode(NO_CONTENT)
        .putHeader("access-control-allow-methods", "GET, POST")
        .putHeader(
            "access-control-allow-headers",
            "accept, authorization, content-type, grpc-timeout, x-grpc-web, x-request-id,"
                + " x-user-agent")
        .putHeader("access-control-max-age", "600")
        .end();
  }

  /** By host and port alone: a proxy in front may have taken the TLS off. */
  private static boolean isOwn(String origin, HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority != null
        && authorityOf(origin) != null
        && authority.toString().toLowerCase(Locale.ROOT).equals(authorityOf(origin));
  }

  private static @Nullable String authorityOf(String origin) {
    try {
      return URI.create(origin.toLowerCase(Locale.ROOT)).getRawAuthority();
    } catch (IllegalArgumentException e) {
      // "null" and what is no address at all belong to nobody.
      return null;
    }
  }
}
