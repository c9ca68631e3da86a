package dev.dermstream.loadtest.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * DCMTK's receiver: a process for each association, and the bytes of an object into a file as they
 * come. It answers without a flush.
 */
record Storescp(ForeignServer server, int port, Path folder) implements Receiver {
  static Storescp start(Path work) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(work.resolve("storescp"));
    int port = ForeignServer.freePort();
    return new Storescp(
        ForeignServer.start(
            port,
            work.resolve("storescp.txt"),
            List.of(
                "storescp",
                "--quiet",
                "--fork",
                "--accept-all",
                "--bit-preserving",
                "--output-directory",
                folder.toString(),
                String.valueOf(port))),
        port,
        folder);
  }

  @Override
  public String name() {
    return "storescp";
  }

  @Override
  public String aeTitle() {
    return "STORESCP";
  }

  @Override
  public double cpuSeconds() throws IOException, InterruptedException {
    return server.cpuSeconds();
  }

  @Override
  public long received() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
