package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The gateway's tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/gateway [--rounds N] [--seconds S] [--warm-up S] [--write FILE]
 *     [--only model-infer,screen,tls,fan-out]</pre>
 *
 * Ends with 1 if a call failed or an answer was for another picture.
 */
public final class GatewaySpeed {
  private static final String DIRECT = "node, directly";
  private static final String PROXY = "grpc-java proxy";
  private static final String GATEWAY = "gateway";
  private static final String UNAUDITED = "gateway, audit off";

  private final Options options;
  private final Path work;
  private final StringBuilder tables = new StringBuilder();
  private long failures;

  private GatewaySpeed(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-gateway-");
    GatewaySpeed speed = new GatewaySpeed(options, work);
    try {
      speed.tables.append(
          "`%s`%n%n%s%n%n"
              .formatted(
                  ("loadtest/gateway " + String.join(" ", arguments)).strip(),
                  Machine.describe(home)));
      speed.run(Photographs.read(home.resolve("samples")));
    } finally {
      delete(work);
    }
    System.out.print(speed.tables);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), "gateway", speed.tables.toString());
    }
    System.exit(speed.failures == 0 ? 0 : 1);
  }

  private void run(List<byte[]> pictures)
      throws IOException, InterruptedException, TimeoutException {
    Doors doors = new Doors(pictures);
    try (Starter starter = new Starter(work)) {
      ServerUnderTest index = starter.index("index");
      compareHops(starter, index, doors);
      if (options.only().contains(Options.FAN_OUT)) {
        FanOut fanOut = new FanOut(options);
        fanOut.run(starter, index, doors);
        failures += fanOut.failures();
        tables.append(fanOut.markdown());
      }
    }
  }

  private void compareHops(Starter starter, ServerUnderTest index, Doors doors)
      throws IOException, InterruptedException, TimeoutException {
    boolean clear =
        options.only().contains(Options.MODEL_INFER) || options.only().contains(Options.SCREEN);
    if (!clear && !options.only().contains(Options.TLS)) {
      return;
    }
    ServerUnderTest node = starter.node("node", 0);
    if (clear) {
      ServerUnderTest proxy = starter.proxy("proxy", node, null);
      ServerUnderTest gateway = starter.gateway("gateway", List.of(node), index, "durable", null);
      ServerUnderTest unaudited =
          starter.gateway("gateway-unaudited", List.of(node), index, "off", null);
      if (options.only().contains(Options.MODEL_INFER)) {
        compare(
            "ModelInfer, a pure hop",
            List.of(
                new Way(DIRECT, doors.modelInfer(doors.clear(node)), node, null),
                new Way(PROXY, doors.modelInfer(doors.clear(proxy)), node, proxy),
                new Way(UNAUDITED, doors.modelInfer(doors.clear(unaudited)), node, unaudited),
                new Way(GATEWAY, doors.modelInfer(doors.clear(gateway)), node, gateway)));
      }
      if (options.only().contains(Options.SCREEN)) {
        compare(
            "Screen, the whole path",
            List.of(
                new Way(DIRECT + " (Infer)", doors.infer(doors.clear(node)), node, null),
                new Way(PROXY + " (Infer)", doors.infer(doors.clear(proxy)), node, proxy),
                new Way(UNAUDITED, doors.screen(doors.clear(unaudited)), node, unaudited),
                new Way(GATEWAY, doors.screen(doors.clear(gateway)), node, gateway)));
      }
    }
    if (options.only().contains(Options.TLS)) {
      ServerCertificate certificate = ServerCertificate.create(work);
      ServerUnderTest proxy = starter.proxy("proxy-tls", node, certificate);
      ServerUnderTest unaudited =
          starter.gateway("gateway-tls", List.of(node), index, "off", certificate);
      compare(
          "ModelInfer over TLS 1.3",
          List.of(
              new Way(DIRECT + ", in clear", doors.modelInfer(doors.clear(node)), node, null),
              new Way(PROXY, doors.modelInfer(doors.tls(proxy, certificate)), node, proxy),
              new Way(
                  UNAUDITED,
                  doors.modelInfer(doors.tls(unaudited, certificate)),
                  node,
                  unaudited)));
    }
  }

  private void compare(String title, List<Way> ways)
      throws IOException, InterruptedException, TimeoutException {
    Comparison comparison = new Comparison(title, ways, options);
    comparison.run();
    failures += comparison.failures();
    tables.append(comparison.markdown());
    for (Way way : ways) {
      way.close();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
