package dev.dermstream.loadtest.pacs;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.pacs.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The edge as {@code dermstream pacs serve} starts it: an object is on the disk when it answers.
 */
record Edge(ServerUnderTest server, Path directory) implements Receiver {
  static final String AE_TITLE = "DERMSTREAM";
  private static final Pattern READY = Pattern.compile("DICOM \\S+ at 127\\.0\\.0\\.1:(\\d+)");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Classes of nothing: for an edge that asks nobody. */
  static final String NO_CODES = "profiles {}\nscheme-uris {}\n";

  /**
   * Starts it with an empty log.
   *
   * @param folder of its own
   * @param codes map of codes, not yet signed
   * @param gateway address
   * @param options of the JVM
   */
  static Edge start(Path folder, String codes, String gateway, List<String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path map = folder.resolve("codes.conf");
    Files.writeString(
        map,
        codes.replace("confirmed-by = \"\"", "").replace("confirmed-on = \"\"", "")
            + "\nconfirmed-by = \"the load test\"\nconfirmed-on = \"2026-03-01\"\n");
    Path directory = folder.resolve("log");
    Path configuration = folder.resolve("edge.conf");
    Files.writeString(
        configuration,
        """
        dermstream.pacs {
          directory = "%s"
          codes = "%s"
          gateway.address = "%s"
          audit.directory = "%s"
          dicom.port = 0, stow.port = 0, grpc.port = 0, metrics.port = 0
        }
        """
            .formatted(directory, map, gateway, folder.resolve("audit")));
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseParallelGC"));
    jvm.addAll(options);
    return new Edge(
        ServerUnderTest.start(
            "edge",
            Commands.java(
                jvm,
                "dev.dermstream.command.Dermstream",
                List.of("pacs", "serve", "--config", configuration.toString())),
            Commands.environment(),
            READY,
            LIMIT,
            folder),
        directory);
  }

  @Override
  public String name() {
    return "edge";
  }

  @Override
  public String aeTitle() {
    return AE_TITLE;
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return ProcessorTime.of(server.pid()).seconds();
  }

  /** Those without an outcome: with a gateway that is away, all. */
  @Override
  public long received() throws IOException, InterruptedException {
    try (Ledger ledger = Ledger.read(directory)) {
      return ledger.backlog().objects();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
