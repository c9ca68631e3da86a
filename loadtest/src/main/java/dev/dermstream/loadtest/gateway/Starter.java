package dev.dermstream.loadtest.gateway;

import dev.dermstream.gateway.server.GatewayMain;
import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.peer.proxy.ByteProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Starts the processes of a run and ends them with it. */
final class Starter implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("^READY (\\d+)");
  private static final Pattern GATEWAY_READY = Pattern.compile("gateway ready: [^ ]*?:(\\d+)");

  /** Gateway and proxy have the same. */
  private static final List<String> HOP_OPTIONS =
      List.of("-XX:+UseParallelGC", "-Xms256m", "-Xmx256m");

  private static final List<String> SIMULATED_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms96m", "-Xmx96m");

  private final Path work;
  private final List<ServerUnderTest> started = new ArrayList<>();

  /**
   * @param work folder for logs, configuration and audits
   */
  Starter(Path work) {
    this.work = work;
  }

  /**
   * A node.
   *
   * @param micros that its device takes for a picture
   */
  ServerUnderTest node(String name, long micros) throws IOException, InterruptedException {
    return simulated(name, List.of("node", name, Long.toString(micros)));
  }

  ServerUnderTest index(String name) throws IOException, InterruptedException {
    return simulated(name, List.of("index", name));
  }

  private ServerUnderTest simulated(String name, List<String> arguments)
      throws IOException, InterruptedException {
    return start(
        name, Commands.java(SIMULATED_OPTIONS, SimulatedServer.class.getName(), arguments), READY);
  }

  /** The plain proxy before a node. */
  ServerUnderTest proxy(String name, ServerUnderTest node, @Nullable ServerCertificate tls)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(node.port()));
    if (tls != null) {
      arguments.add(tls.certificate().toString());
      arguments.add(tls.key().toString());
    }
    return start(name, Commands.java(HOP_OPTIONS, ByteProxy.class.getName(), arguments), READY);
  }

  /**
   * A gateway with its defaults but these.
   *
   * @param audit durable, which is the default, async or off
   */
  ServerUnderTest gateway(
      String name,
      List<ServerUnderTest> nodes,
      ServerUnderTest index,
      String audit,
      @Nullable ServerCertificate tls)
      throws IOException, InterruptedException {
    Path config = work.resolve(name + ".conf");
    Files.writeString(
        config,
        """
        dermstream.gateway {
          port = 0
          metrics.port = 0
          node.address = "%s"
          index.address = "127.0.0.1:%d"
          audit { mode = %s, directory = "%s" }
        }
        """
                .formatted(
                    nodes.stream()
                        .map(node -> "127.0.0.1:" + node.port())
                        .collect(Collectors.joining(",")),
                    index.port(),
                    audit,
                    work.resolve(name + "-audit"))
            + tls(tls));
    return start(
        name,
        Commands.java(HOP_OPTIONS, GatewayMain.class.getName(), List.of(config.toString())),
        GATEWAY_READY);
  }

  private static String tls(@Nullable ServerCertificate tls) {
    return tls == null
        ? ""
        : "dermstream.gateway.tls { enabled = true, certificate = \"%s\", key = \"%s\" }%n"
            .formatted(tls.certificate(), tls.key());
  }

  private ServerUnderTest start(String name, List<String> command, Pattern ready)
      throws IOException, InterruptedException {
    System.err.println("starting " + name);
    ServerUnderTest server =
        ServerUnderTest.start(name, command, Commands.environment(), ready, START_LIMIT, work);
    started.add(server);
    return server;
  }

  @Override
  public void close() {
    started.reversed().forEach(ServerUnderTest::close);
  }
}
