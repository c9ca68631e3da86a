package dev.dermstream.trainer.chat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Speaks the protocol on the loopback, with the faults that a test asks for before an answer. */
public final class ChatServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Function<JsonObject, String> model;

  /** A request as it came. */
  public record Request(String authorization, JsonObject body) {}

  /** Spoils one exchange. */
  @FunctionalInterface
  public interface Fault {
    void spoil(HttpExchange exchange) throws IOException;
  }

  /**
   * @param model from a request's body to what is written
   */
  public ChatServer(Function<JsonObject, String> model) throws IOException {
    this.model = model;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Spoils the next exchange that no fault before takes. */
  public void fail(Fault fault) {
    faults.add(fault);
  }

  public static Fault status(int status, String body) {
    return exchange -> send(exchange, status, body);
  }

  public static Fault status(int status, String header, String value) {
    return exchange -> {
      exchange.getResponseHeaders().set(header, value);
      send(exchange, status, "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}");
    };
  }

  /** Never answers. */
  public Fault hang() {
    return exchange -> {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Sends headers and half a body, and never the rest. */
  public Fault hangInTheBody() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      hang().spoil(exchange);
    };
  }

  /** Ends the connection within the body. */
  public static Fault breakOff() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('{');
      exchange.close();
    };
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject body =
          JsonParser.parseString(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
              .getAsJsonObject();
      requests.add(
          new Request(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), body));
      Fault fault = faults.poll();
      if (fault == null) {
        send(exchange, 200, completion(model.apply(body)));
      } else {
        fault.spoil(exchange);
      }
    }
  }

  /** A completion that took 1000 tokens in and 100 out. */
  public static String completion(String content) {
    JsonObject message = new JsonObject();
    message.addProperty("role", "assistant");
    message.addProperty("content", content);
    JsonObject root =
        JsonParser.parseString(
                """
                {"id": "1", "choices": [{"index": 0, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}\
                """)
            .getAsJsonObject();
    root.getAsJsonArray("choices").get(0).getAsJsonObject().add("message", message);
    return root.toString();
  }

  private static void send(HttpExchange exchange, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
