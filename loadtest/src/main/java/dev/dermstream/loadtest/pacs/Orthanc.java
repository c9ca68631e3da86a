package dev.dermstream.loadtest.pacs;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Orthanc with its defaults, without plugins. It flushes the file of an object before it answers
 * ({@code SyncStorageArea}); its index is flushed now and then.
 */
record Orthanc(ForeignServer server, int port, int httpPort) implements Receiver {
  static Orthanc start(Path work) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(work.resolve("orthanc"));
    int port = ForeignServer.freePort();
    int httpPort = ForeignServer.freePort();
    Path configuration = work.resolve("orthanc.json");
    Files.writeString(
        configuration,
        """
        {"StorageDirectory": "%1$s", "IndexDirectory": "%1$s", "DicomPort": %2$d, "HttpPort": %3$d,
         "RemoteAccessAllowed": false}
        """
            .formatted(folder, port, httpPort));
    return new Orthanc(
        ForeignServer.start(
            port, work.resolve("orthanc.txt"), List.of("Orthanc", configuration.toString())),
        port,
        httpPort);
  }

  @Override
  public String name() {
    return "Orthanc";
  }

  @Override
  public String aeTitle() {
    return "ORTHANC";
  }

  @Override
  public double cpuSeconds() throws IOException, InterruptedException {
    return server.cpuSeconds();
  }

  @Override
  public long received() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String statistics =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:%d/statistics".formatted(httpPort)))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return JsonParser.parseString(statistics).getAsJsonObject().get("CountInstances").getAsLong();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
