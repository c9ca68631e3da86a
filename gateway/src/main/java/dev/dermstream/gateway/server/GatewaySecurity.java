package dev.dermstream.gateway.server;

import dev.dermstream.gateway.security.Gatekeeper;
import dev.dermstream.platform.security.TlsMaterial;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What protects a gateway: the certificate of its port, its certificate towards node and index, and
 * the keeper of its methods. All of it follows its files until closed. Thread-safe.
 *
 * @param port null where the port speaks clear text
 * @param upstream null where node and index do
 */
record GatewaySecurity(
    @Nullable TlsMaterial port, @Nullable TlsMaterial upstream, Gatekeeper gatekeeper)
    implements AutoCloseable {
  /**
   * @throws IOException naming the file that cannot be used; nothing stays open
   */
  static GatewaySecurity open(GatewayConfig config, StageMetrics metrics) throws IOException {
    TlsMaterial port = null;
    TlsMaterial upstream = null;
    try {
      port = config.tls().enabled() ? config.tls().open() : null;
      upstream = config.internalTls().enabled() ? config.internalTls().open() : null;
      show("gateway", port, metrics);
      show("upstream", upstream, metrics);
      return new GatewaySecurity(
          port,
          upstream,
          Gatekeeper.open(config.authentication(), metrics.registry(), Clock.systemUTC()));
    } catch (IOException | RuntimeException e) {
      close(port);
      close(upstream);
      throw e;
    }
  }

  @Override
  public void close() {
    gatekeeper.close();
    close(port);
    close(upstream);
  }

  private static void show(String use, @Nullable TlsMaterial material, StageMetrics metrics) {
    if (material != null) {
      metrics.certificates().add(use, material::expires);
    }
  }

  private static void close(@Nullable TlsMaterial material) {
    if (material != null) {
      material.close();
    }
  }
}
