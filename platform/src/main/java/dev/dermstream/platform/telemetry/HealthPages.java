package dev.dermstream.platform.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code /livez} and {@code /readyz}: 200 and "ok", or 503 and the reason, in a line of text. */
record HealthPages(ProcessHealth health) implements HttpHandler {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> tell(exchange, health.wedged());
        case "/readyz" -> tell(exchange, health.unready());
        default -> answer(exchange, NOT_FOUND, "Here are /metrics, /livez and /readyz.");
      }
    }
  }

  private static void tell(HttpExchange exchange, Optional<String> trouble) throws IOException {
    answer(exchange, trouble.isEmpty() ? OK : UNAVAILABLE, trouble.orElse("ok"));
  }

  private static void answer(HttpExchange exchange, int status, String line) throws IOException {
    byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
