package dev.dermstream.gateway.upstream;

import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/**
 * Where a peer listens.
 *
 * @param port 1 to 65,535
 */
public record UpstreamAddress(String host, int port) {
  private static final int HIGHEST_PORT = 65_535;

  /** Reads HOST:PORT; an IPv6 address stands in brackets. Empty if the text is none. */
  public static Optional<UpstreamAddress> parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon <= 0 || !port.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    return number >= 1 && number <= HIGHEST_PORT
        ? Optional.of(new UpstreamAddress(unbracketed(text.substring(0, colon)), number))
        : Optional.empty();
  }

  /** As the network library takes it. */
  public SocketAddress socketAddress() {
    return SocketAddress.inetSocketAddress(port, host);
  }

  /** HOST:PORT, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
