package dev.dermstream.command;

import static org.awaitility.Awaitility.await;

import dev.dermstream.pacs.ledger.Ledger;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The edge as a process of its own, on free ports, with a code map that was signed. */
final class PacsEdge implements AutoCloseable {
  static final String AE_TITLE = "DERMSTREAM";

  private static final Pattern PORT = Pattern.compile("DICOM \\S+ at 127\\.0\\.0\\.1:(\\d+)");

  private static final Pattern METRICS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/metrics");

  private static final Pattern GRPC = Pattern.compile("gRPC at (127\\.0\\.0\\.1:\\d+)");

  private final Path folder;
  private final Path configuration;
  private @Nullable Process process;
  private volatile int dicomPort;

  /**
   * Proposes and signs the code map; does not start yet.
   *
   * @param gateway address
   * @param more configuration, HOCON
   */
  PacsEdge(Path folder, String gateway, String more) throws IOException, InterruptedException {
    this.folder = folder;
    Path codes = folder.resolve("codes.conf");
    CommandProcess.Outcome proposed =
        CommandProcess.run(
            folder, "pacs", "codes", "--server", gateway, "--output", codes.toString());
    if (proposed.status() != 0) {
      throw new IOException("No code map: " + proposed.err());
    }
    Files.writeString(
        codes,
        Files.readString(codes)
            .replace("confirmed-by = \"\"", "confirmed-by = \"a dermatologist\"")
            .replace("confirmed-on = \"\"", "confirmed-on = \"2026-03-01\""));
    this.configuration = folder.resolve("edge.conf");
    Files.writeString(
        configuration,
        """
        dermstream.pacs {
          directory = "%s"
          codes = "%s"
          gateway.address = "%s"
          reception.min-free = 1 MiB
          audit.directory = "%s"
          dicom.port = 0, stow.port = 0, grpc.port = 0, metrics.port = 0
        }
        %s
        """
            .formatted(log(), codes, gateway, folder.resolve("pacs-audit"), more));
  }

  Path log() {
    return folder.resolve("log");
  }

  Path configuration() {
    return configuration;
  }

  /** Starts and waits until the doors are open. */
  void start() throws IOException {
    process =
        CommandProcess.start(
            folder,
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            List.of(),
            List.of("pacs", "serve", "--config", configuration.toString()));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> said().contains("pacs ready") || !process.isAlive());
    if (!process.isAlive()) {
      throw new IOException("The edge did not start: " + said());
    }
    Matcher port = PORT.matcher(said());
    if (port.find()) {
      dicomPort = Integer.parseInt(port.group(1));
    }
  }

  /** Everything that it has printed since its last start. */
  String said() throws IOException {
    return Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8)
        + Files.readString(folder.resolve("err.txt"), StandardCharsets.UTF_8);
  }

  /** As of the last start. */
  int dicomPort() {
    return dicomPort;
  }

  /** A channel to its gRPC door, to be shut down by the caller. */
  ManagedChannel grpc() throws IOException {
    return NettyChannelBuilder.forTarget(grpcAddress()).usePlaintext().build();
  }

  /** Where its gRPC listens. */
  String grpcAddress() throws IOException {
    Matcher address = GRPC.matcher(said());
    if (!address.find()) {
      throw new IOException("The edge tells no address of its gRPC");
    }
    return address.group(1);
  }

  /** The page of its metrics. */
  String metrics() throws IOException, InterruptedException {
    Matcher address = METRICS.matcher(said());
    if (!address.find()) {
      throw new IOException("The edge tells no address of its metrics");
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address.group())).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Its audit messages. */
  String audit() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("pacs-audit"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** Its log, read beside it. */
  Ledger ledger() throws IOException {
    return Ledger.read(log());
  }

  /** As the loss of power does. */
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
