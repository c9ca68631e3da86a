package dev.dermstream.loadtest.gatling.served;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Gateway, node and index in a process of their own, on loopback: its memory and its collector are
 * apart from those of the load, though both share the processors.
 */
public final class ChildCluster implements Served {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final ServerUnderTest server;
  private final String description;

  private ChildCluster(ServerUnderTest server, String description) {
    this.server = server;
    this.description = description;
  }

  /**
   * The release of the checkout, as {@code dermstream serve} runs it, without the cache of
   * features: the pictures of a run repeat.
   *
   * @param work folder for its configuration, audit and logs
   */
  public static ChildCluster demonstration(Path home, Path work)
      throws IOException, InterruptedException {
    return serving(
        home, work, "", "the demonstration release: gateway, node and index in one process");
  }

  /**
   * The same with more configuration.
   *
   * @param more in HOCON
   */
  public static ChildCluster serving(Path home, Path work, String more, String description)
      throws IOException, InterruptedException {
    Path configuration =
        Files.writeString(
            work.resolve("cluster.conf"),
            """
            dermstream {
              index { port = 0 }
              node { port = 0, cache.max-bytes = 0 }
              gateway {
                port = 0, metrics.port = 0
                audit { directory = "%s", chain = load }
              }
            }
            """
                    .formatted(work.resolve("audit"))
                + more);
    return start(
        home,
        work,
        "dev.dermstream.command.Dermstream",
        List.of("serve", "--config", configuration.toString()),
        description);
  }

  /**
   * A real gateway before devices that only let time pass, as {@link
   * dev.dermstream.loadtest.lanes.SimulatedCluster} has them: what they can do is known, and does
   * not depend on who else uses the processors.
   */
  public static ChildCluster devices(Path home, Path work, int devices, Duration image)
      throws IOException, InterruptedException {
    return start(
        home,
        work,
        "dev.dermstream.loadtest.lanes.SimulatedCluster",
        List.of(
            String.valueOf(devices),
            String.valueOf(image.toMillis()),
            work.resolve("audit").toString()),
        "a real gateway before %d simulated devices of %d ms an image"
            .formatted(devices, image.toMillis()));
  }

  private static ChildCluster start(
      Path home, Path work, String mainClass, List<String> arguments, String description)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(Commands.environment());
    environment.put("CLASSPATH", classPath(home));
    return new ChildCluster(
        ServerUnderTest.start(
            "cluster",
            Commands.java(
                List.of("-XX:+UseParallelGC", "-Xmx1g", "-Ddermstream.home=" + home),
                mainClass,
                arguments),
            environment,
            ServerUnderTest.GATEWAY_READY,
            START_LIMIT,
            work),
        description);
  }

  /** Of the build's outputs: that of this process is Gatling's. */
  private static String classPath(Path home) throws IOException {
    Path libraries = home.resolve("command/target/dist/lib");
    if (!Files.isDirectory(libraries)) {
      throw new IOException(
          "The servers are not built; run ./mvnw package -DskipTests, or name a gateway with"
              + " -Daddress=HOST:PORT");
    }
    return String.join(
        File.pathSeparator,
        home.resolve("loadtest/target/classes").toString(),
        home.resolve("loadtest/target/lib") + "/*",
        libraries + "/*");
  }

  @Override
  public String address() {
    return "127.0.0.1:" + server.port();
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(server.pid());
  }

  @Override
  public void close() {
    server.close();
  }
}
