package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;

/**
 * Flow control and abuse limits of HTTP/2, for inbound and outbound connections.
 *
 * @param maxConcurrentStreams calls open on one connection at the same time
 * @param streamWindowBytes bytes that a peer may send ahead on one call
 * @param connectionWindowBytes bytes that a peer may send ahead on one connection
 * @param maxFrameBytes largest frame that is taken from a peer
 * @param maxResetsPer30s calls that one connection may cancel within 30 s
 */
public record Http2Config(
    int maxConcurrentStreams,
    int streamWindowBytes,
    int connectionWindowBytes,
    int maxFrameBytes,
    int maxResetsPer30s) {
  private static final String PATH = "dermstream.gateway.http2";
  private static final long KIB = 1024;
  private static final long GIB = KIB * KIB * KIB;

  static Http2Config from(Config config) {
    return Settings.read(config, PATH, Http2Config::map);
  }

  private static Http2Config map(Settings settings) {
    Http2Config mapped =
        new Http2Config(
            settings.number("max-concurrent-streams", 1, 1_000_000),
            settings.bytes("stream-window", 64 * KIB, GIB),
            settings.bytes("connection-window", 64 * KIB, GIB),
            settings.bytes("max-frame-size", 16 * KIB, 16 * KIB * KIB - 1),
            settings.number("max-resets-per-30s", 100, 10_000_000));
    settings.require(
        mapped.connectionWindowBytes >= mapped.streamWindowBytes,
        "connection-window",
        "must be at least stream-window");
    return mapped;
  }
}
