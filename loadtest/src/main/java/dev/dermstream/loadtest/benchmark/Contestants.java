package dev.dermstream.loadtest.benchmark;

import dev.dermstream.command.Dermstream;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.node.server.NodeMain;
import dev.dermstream.peer.afternoon.AfternoonServer;
import dev.dermstream.peer.tuned.TunedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Starts the servers that take part. */
final class Contestants {
  /** Gateway, with its durable audit, node and index in one process. */
  static final String DERMSTREAM = "dermstream";

  /** The inference node alone. */
  static final String NODE = "node";

  static final String TUNED = "tuned";
  static final String AFTERNOON = "afternoon";
  static final String NODE_JS = "node.js";
  static final List<String> NAMES = List.of(DERMSTREAM, NODE, TUNED, AFTERNOON, NODE_JS);

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("^READY (\\d+)");
  private static final Pattern NODE_READY = Pattern.compile("node ready: [^ ]*?:(\\d+)");
  private static final List<String> PARALLEL_GC = List.of("-XX:+UseParallelGC");

  private final Path home;
  private final GeneratedRepository models;
  private final List<byte[]> pictures;
  private final Path work;

  /**
   * @param home the checkout
   * @param work folder for logs and configuration
   */
  Contestants(Path home, GeneratedRepository models, List<byte[]> pictures, Path work) {
    this.home = home;
    this.models = models;
    this.pictures = List.copyOf(pictures);
    this.work = work;
  }

  Contestant start(String name) throws IOException, InterruptedException {
    String cnn = models.cnn().toString();
    return switch (name) {
      case DERMSTREAM ->
          asked(
              name,
              Dermstream.class,
              List.of("serve", "--config", cluster().toString()),
              ServerUnderTest.GATEWAY_READY);
      case NODE -> asked(name, NodeMain.class, List.of(node().toString()), NODE_READY);
      case TUNED ->
          peer(
              name,
              Commands.java(
                  PARALLEL_GC,
                  TunedServer.class.getName(),
                  List.of(cnn, models.matrices().toString())));
      case AFTERNOON ->
          peer(name, Commands.java(List.of(), AfternoonServer.class.getName(), List.of(cnn)));
      case NODE_JS ->
          peer(
              name, List.of("node", home.resolve("loadtest/peers/node/server.js").toString(), cnn));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Contestant peer(String name, List<String> command)
      throws IOException, InterruptedException {
    ServerUnderTest server =
        ServerUnderTest.start(name, command, Commands.environment(), READY, START_LIMIT, work);
    return new Contestant(server, PeerTarget.pictures(server.port(), pictures));
  }

  private Path cluster() throws IOException {
    return Files.writeString(
        work.resolve("cluster.conf"),
        """
        dermstream {
          gateway { port = 0, metrics.port = 0, audit.directory = "%s" }
          node { port = 0, repository.path = "%s" }
          index.port = 0
        }
        """
            .formatted(work.resolve("audit"), models.directory()));
  }

  private Path node() throws IOException {
    return Files.writeString(
        work.resolve("node.conf"),
        """
        dermstream.node {
          port = 0
          metrics.port = 0
          repository.path = "%s"
        }
        """
            .formatted(models.directory()));
  }

  /** Asked by the Open Inference Protocol. */
  private Contestant asked(String name, Class<?> main, List<String> arguments, Pattern ready)
      throws IOException, InterruptedException {
    List<String> options =
        List.of("-XX:+UseParallelGC", "-Ddermstream.home=" + home.toAbsolutePath());
    ServerUnderTest server =
        ServerUnderTest.start(
            name,
            Commands.java(options, main.getName(), arguments),
            Commands.environment(),
            ready,
            START_LIMIT,
            work);
    return new Contestant(
        server,
        new InferenceTarget(server.port(), pictures.stream().map(Requests::picture).toList()));
  }
}
