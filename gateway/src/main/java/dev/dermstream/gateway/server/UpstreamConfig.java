package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * The peers that work for the gateway.
 *
 * @param node where an inference node listens
 * @param index where a vector index listens
 * @param connectTimeout time to connect to one
 * @param probeInterval pause between two questions whether one serves
 * @param maxMessageBytes largest message taken from one
 */
public record UpstreamConfig(
    UpstreamAddress node,
    UpstreamAddress index,
    Duration connectTimeout,
    Duration probeInterval,
    int maxMessageBytes) {
  private static final String PATH = "dermstream.gateway";

  static UpstreamConfig from(Config config) {
    return Settings.read(config, PATH, UpstreamConfig::map);
  }

  private static UpstreamConfig map(Settings settings) {
    return new UpstreamConfig(
        address(settings, "node.address"),
        address(settings, "index.address"),
        settings.duration("upstream.connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(1)),
        settings.duration("upstream.probe-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.bytes("upstream.max-message-size", 1 << 10, 1 << 30));
  }

  private static UpstreamAddress address(Settings settings, String key) {
    String text = settings.text(key);
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    boolean holds = colon > 0 && port.matches("[0-9]{1,5}") && isPort(Integer.parseInt(port));
    settings.require(holds, key, "must be HOST:PORT with a port of 1 to 65535");
    return holds
        ? new UpstreamAddress(unbracketed(text.substring(0, colon)), Integer.parseInt(port))
        : new UpstreamAddress("", 0);
  }

  /** An IPv6 address stands in brackets before its port. */
  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65_535;
  }
}
