package dev.dermstream.gateway.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** The name of a gateway's audit chain where the configuration gives none. */
final class ChainName {
  private static final int MOST_HOST_CHARACTERS = 80;

  private ChainName() {}

  /**
   * Host and port, which stay the same when the gateway starts again. A port that the system
   * chooses does not, so such a gateway has a chain for each start.
   */
  static String of(GatewayConfig config) {
    String place =
        config.port() == 0 ? UUID.randomUUID().toString() : Integer.toString(config.port());
    return "gateway-" + host() + "-" + place;
  }

  private static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
      return host.substring(0, Math.min(host.length(), MOST_HOST_CHARACTERS - 36));
    } catch (UnknownHostException e) {
      // A host without a name is told from others by its database alone.
      return "localhost";
    }
  }
}
