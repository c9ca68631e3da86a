package dev.dermstream.loadtest.soak;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.node.server.NodeMain;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A node in a process of its own, with the demonstration release, generated models and adapters,
 * whose heap has its full size from the start: what grows afterwards is native memory.
 */
final class SoakedNode implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("node ready: [^ ]*?:(\\d+)");

  private final ServerUnderTest server;
  private final ManagedChannel channel;
  private final byte[] picture;

  private SoakedNode(ServerUnderTest server, ManagedChannel channel, byte[] picture) {
    this.server = server;
    this.channel = channel;
    this.picture = picture;
  }

  /**
   * Starts a node.
   *
   * @param home the checkout
   * @param work folder for models, configuration and logs
   */
  static SoakedNode start(Path home, Path work) throws IOException, InterruptedException {
    SoakedRelease release =
        SoakedRelease.write(home.resolve("releases/demonstration"), work.resolve("release"));
    SoakedModels models = SoakedModels.write(work.resolve("models"), release);
    Path config = work.resolve("node.conf");
    Files.writeString(
        config,
        """
        dermstream.release = "%s"
        dermstream.node {
          port = 0
          metrics.port = 0
          repository.path = "%s"
        }
        """
            .formatted(release.directory(), models.directory()));
    List<String> options =
        List.of(
            "-XX:+UseParallelGC",
            "-Xms768m",
            "-Xmx768m",
            "-XX:+AlwaysPreTouch",
            "-Ddermstream.home=" + home.toAbsolutePath());
    ServerUnderTest server =
        ServerUnderTest.start(
            "node",
            Commands.java(options, NodeMain.class.getName(), List.of(config.toString())),
            Commands.environment(),
            READY,
            START_LIMIT,
            work);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    byte[] picture = Files.readAllBytes(home.resolve("samples/nevus-01.jpg"));
    return new SoakedNode(server, channel, picture);
  }

  /** Sends so many requests in the order that the seed gives. */
  SoakReport soak(long requests, long seed) throws IOException, InterruptedException {
    InferenceProbes inference = new InferenceProbes(channel, picture);
    ReleaseProbes release = new ReleaseProbes(channel, picture);
    RepositoryProbes repository = new RepositoryProbes(channel);
    List<Probe> good = new ArrayList<>(inference.good());
    good.addAll(release.good());
    good.addAll(repository.good());
    List<Probe> bad = new ArrayList<>(inference.bad());
    bad.addAll(release.bad());
    bad.addAll(repository.bad());
    return new Soak(good, bad, new MemoryProbe(server.pid()), seed).run(requests);
  }

  boolean isAlive() {
    return server.isAlive();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
