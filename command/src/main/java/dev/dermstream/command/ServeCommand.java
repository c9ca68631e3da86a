package dev.dermstream.command;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.server.Termination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream serve}: one role or the whole cluster in this process, until SIGTERM. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves until SIGTERM, then drains: new requests are refused as DRAINING, running ones finish.",
      "Prints the ports when ready. Defaults bind to loopback only."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = "--role",
      description = "${COMPLETION-CANDIDATES}. Default: all, in this one process.")
  Role role = Role.ALL;

  @Option(names = "--config", paramLabel = "FILE", description = "HOCON file over the defaults.")
  @Nullable Path configFile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Config config = Configuration.load(configFile);
    log.info("Configuration: {}", Configuration.render(config));
    try (Termination termination = Termination.open()) {
      serve(config, termination);
    }
    return 0;
  }

  private void serve(Config config, Termination termination)
      throws IOException, InterruptedException {
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.CONFIGURED, role)) {
      System.out.println(cluster.describe());
      System.out.flush();
      termination.await();
      log.info("Draining");
    } catch (IOException | RuntimeException | LinkageError e) {
      if (!termination.isRequested()) {
        throw e;
      }
      // Libraries that are loaded now find that the JVM is about to end.
      log.info("Ended while it was starting: {}", e.toString());
    }
  }
}
