package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;

/** Runs a gateway in a process of its own, until SIGTERM. */
public final class GatewayMain {
  private GatewayMain() {}

  /**
   * @param arguments a HOCON file, or nothing for the defaults
   * @throws IOException if a port cannot be bound
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ServerProcess.run("gateway", arguments, GatewayMain::start);
  }

  private static ServerProcess.Running start(Config config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    GatewayConfig gatewayConfig = GatewayConfig.from(config);
    GatewayServer gateway = GatewayServer.start(gatewayConfig, metrics, cluster);
    return new ServerProcess.Running(
        "%s:%d".formatted(gatewayConfig.host(), gateway.port()), gateway::close, gateway);
  }
}
