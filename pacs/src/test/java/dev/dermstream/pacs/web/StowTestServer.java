package dev.dermstream.pacs.web;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.pacs.counterpart.MemoryReception;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with a reception in memory, and ways to talk to it. */
public final class StowTestServer implements AutoCloseable {
  static final StowConfig CONFIG =
      new StowConfig(
          "127.0.0.1",
          0,
          64,
          16,
          8 << 10,
          20,
          64 << 10,
          1 << 20,
          4 << 20,
          Duration.ofSeconds(10),
          0,
          Duration.ofSeconds(7),
          Duration.ofSeconds(20));

  final MemoryReception reception = new MemoryReception();
  final StowServer server;
  final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  private StowTestServer(StowConfig config, StowSecurity security) throws IOException {
    server = StowServer.start(config, security, reception, MemoryReception::identify);
    port = server.port();
  }

  public static StowTestServer open() throws IOException {
    return open(CONFIG);
  }

  static StowTestServer open(StowConfig config) throws IOException {
    return open(config, StowSecurity.OPEN);
  }

  public static StowTestServer open(StowSecurity security) throws IOException {
    return open(CONFIG, security);
  }

  static StowTestServer open(StowConfig config, StowSecurity security) throws IOException {
    return new StowTestServer(config, security);
  }

  public int port() {
    return port;
  }

  public MemoryReception reception() {
    return reception;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Content-Type", MultipartBody.TYPE);
  }

  HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return post("/studies", body);
  }

  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends bytes, says that no more come, and returns everything that is answered. */
  String raw(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      socket.shutdownOutput();
      return rest(socket);
    }
  }

  /** To the end of what the server says. */
  static String rest(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  static byte[] head(String... fields) {
    return ("POST /studies HTTP/1.1\r\nHost: x\r\nContent-Type: "
            + MultipartBody.TYPE
            + "\r\n"
            + String.join("", List.of(fields).stream().map(field -> field + "\r\n").toList())
            + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** UIDs of the Referenced SOP Sequence. */
  static List<String> stored(String json) {
    return uids(json, "00081199");
  }

  /** UIDs and reasons of the Failed SOP Sequence, {@code UID=REASON} in hexadecimal. */
  static List<String> failed(String json) {
    List<String> uids = uids(json, "00081198");
    List<String> reasons = reasons(json, "00081198");
    List<String> both = new ArrayList<>();
    for (int i = 0; i < uids.size(); i++) {
      both.add(uids.get(i) + "=" + reasons.get(i));
    }
    return both;
  }

  /** Reasons of the Other Failures Sequence in hexadecimal. */
  static List<String> others(String json) {
    return reasons(json, "0008119A");
  }

  private static List<String> uids(String json, String sequence) {
    return items(json, sequence).stream().map(item -> value(item, "00081155")).toList();
  }

  private static List<String> reasons(String json, String sequence) {
    return items(json, sequence).stream()
        .map(item -> Integer.toHexString(Integer.parseInt(value(item, "00081197"))))
        .toList();
  }

  private static String value(JsonObject item, String tag) {
    return item.getAsJsonObject(tag).getAsJsonArray("Value").get(0).getAsString();
  }

  private static List<JsonObject> items(String json, String sequence) {
    JsonObject dataSet = JsonParser.parseString(json).getAsJsonObject();
    return dataSet.has(sequence)
        ? dataSet.getAsJsonObject(sequence).getAsJsonArray("Value").asList().stream()
            .map(item -> item.getAsJsonObject())
            .toList()
        : List.of();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
