package dev.dermstream.gateway.server;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * What connections may cost, {@code dermstream.gateway.connections}.
 *
 * @param most connections at the same time; a further one is closed at once
 * @param idleTimeout after which one from which nothing was heard is closed
 * @param handshakeTimeout for TLS
 * @param maxHeaderBytes header fields of one call
 */
public record ConnectionConfig(
    int most, Duration idleTimeout, Duration handshakeTimeout, int maxHeaderBytes) {
  static ConnectionConfig read(Settings settings) {
    return new ConnectionConfig(
        settings.number("connections.max", 1, 1_000_000),
        settings.duration("connections.idle-timeout", Duration.ofMillis(100), Duration.ofHours(24)),
        settings.duration(
            "connections.handshake-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
        settings.bytes("connections.max-header-size", 1 << 10, 1 << 20));
  }
}
