package dev.dermstream.gateway.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The JDK's HTTP client at a gateway's door, in one version of HTTP. */
final class HttpCaller implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final int port;

  HttpCaller(int port, HttpClient.Version version) {
    this.port = port;
    this.client = HttpClient.newBuilder().version(version).build();
  }

  HttpRequest.Builder to(String address) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + address))
        .timeout(PATIENCE);
  }

  HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return client.send(to(address).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String address, String contentType, String body)
      throws IOException, InterruptedException {
    return post(address, contentType, BodyPublishers.ofString(body));
  }

  HttpResponse<String> post(String address, String contentType, BodyPublisher body)
      throws IOException, InterruptedException {
    return send(to(address).header("content-type", contentType).POST(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  /** The project's code in a problem document. */
  static String code(HttpResponse<String> response) {
    return json(response).get("code").getAsString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
