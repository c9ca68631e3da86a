package dev.dermstream.gateway.server;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * What connections may cost, {@code dermstream.gateway.connections}.
 *
 * @param most connections at the same time; a further one is closed at once
 * @param mostPerAddress of them from one address; 0: no limit of its own
 * @param idleTimeout after which one that carries no call is closed
 * @param handshakeTimeout for TLS
 * @param maxHeaderBytes header fields of one call
 * @param maxReceivingBytes of messages that are not whole yet, all together; 0: a quarter of the
 *     heap
 */
public record ConnectionConfig(
    int most,
    int mostPerAddress,
    Duration idleTimeout,
    Duration handshakeTimeout,
    int maxHeaderBytes,
    long maxReceivingBytes) {
  static ConnectionConfig read(Settings settings) {
    return new ConnectionConfig(
        settings.number("connections.max", 1, 1_000_000),
        settings.number("connections.max-per-address", 0, 1_000_000),
        settings.duration("connections.idle-timeout", Duration.ofMillis(100), Duration.ofHours(24)),
        settings.duration(
            "connections.handshake-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
        settings.bytes("connections.max-header-size", 1 << 10, 1 << 20),
        settings.size("connections.max-receiving-size", 0, 1L << 40));
  }
}
