package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The gateway's tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/gateway [--rounds N] [--seconds S] [--warm-up S] [--write FILE]
 *     [--beside LIBRARIES] [--only model-infer,screen,tls,fan-out]</pre>
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
        append(fanOut.markdown());
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
      compareInClear(starter, index, node, doors);
    }
    if (options.only().contains(Options.TLS)) {
      compareOverTls(starter, index, node, doors);
    }
  }

  private void compareInClear(
      Starter starter, ServerUnderTest index, ServerUnderTest node, Doors doors)
      throws IOException, InterruptedException, TimeoutException {
    ServerUnderTest proxy = starter.proxy("proxy", node, null);
    List<Way> pure = new ArrayList<>();
    pure.add(new Way(DIRECT, doors.modelInfer(doors.clear(node)), node, null));
    pure.add(new Way(PROXY, doors.modelInfer(doors.clear(proxy)), node, proxy));
    List<Way> whole = new ArrayList<>();
    whole.add(new Way(DIRECT + " (Infer)", doors.infer(doors.clear(node)), node, null));
    whole.add(new Way(PROXY + " (Infer)", doors.infer(doors.clear(proxy)), node, proxy));
    for (Build build : Build.of(options)) {
      for (String audit : build.audits()) {
        ServerUnderTest gateway =
            starter.gateway(
                build,
                "gateway-audit-" + audit + build.suffix(),
                List.of(node),
                index,
                audit,
                null);
        String name = build.called(audit.equals("off") ? UNAUDITED : GATEWAY);
        pure.add(new Way(name, doors.modelInfer(doors.clear(gateway)), node, gateway));
        whole.add(new Way(name, doors.screen(doors.clear(gateway)), node, gateway));
      }
    }
    if (options.only().contains(Options.MODEL_INFER)) {
      compare("ModelInfer, a pure hop", pure);
    }
    if (options.only().contains(Options.SCREEN)) {
      compare("Screen, the whole path", whole);
    }
  }

  private void compareOverTls(
      Starter starter, ServerUnderTest index, ServerUnderTest node, Doors doors)
      throws IOException, InterruptedException, TimeoutException {
    ServerCertificate certificate = ServerCertificate.create(work);
    ServerUnderTest proxy = starter.proxy("proxy-tls", node, certificate);
    List<Way> ways = new ArrayList<>();
    ways.add(new Way(DIRECT + ", in clear", doors.modelInfer(doors.clear(node)), node, null));
    ways.add(new Way(PROXY, doors.modelInfer(doors.tls(proxy, certificate)), node, proxy));
    ServerUnderTest gateway =
        starter.gateway(Build.THIS, "gateway-tls", List.of(node), index, "off", certificate);
    ways.add(new Way(UNAUDITED, doors.modelInfer(doors.tls(gateway, certificate)), node, gateway));
    compare("ModelInfer over TLS 1.3", ways);
  }

  private void compare(String title, List<Way> ways)
      throws IOException, InterruptedException, TimeoutException {
    Comparison comparison = new Comparison(title, ways, options);
    comparison.run();
    failures += comparison.failures();
    append(comparison.markdown());
    for (Way way : ways) {
      way.close();
    }
  }

  /** Shown at once too: a run that is broken off has not measured in vain. */
  private void append(String table) {
    System.err.print(table);
    tables.append(table);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
