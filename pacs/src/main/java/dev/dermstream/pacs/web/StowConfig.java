package dev.dermstream.pacs.web;

import java.time.Duration;

/**
 * What the server takes and for how long it waits.
 *
 * @param host address to listen at
 * @param port 0: the system chooses
 * @param maxConnections at the same time; a further one is closed at once
 * @param maxRequests that store at the same time; a further one is answered with 503
 * @param maxHeaderBytes of all header fields of a request, and of those of a part; beyond: 431, 413
 * @param maxParts of one request, over 0; beyond: 413
 * @param maxObjectBytes of one part; a longer one fails by itself
 * @param maxRequestBytes of a whole body; beyond: 413
 * @param maxReceivingBytes that objects may hold which are not stored yet, of all requests
 *     together; at least twice {@code maxObjectBytes}, since an object is held twice while its
 *     pieces are put together
 * @param idleTimeout for which a peer may say nothing, and for which a connection may carry no
 *     request, whatever it sends meanwhile
 * @param minBytesPerSecond of a body, while the server waits for it; 0: any. Judged over spans of
 *     {@code idleTimeout}
 * @param retryAfter what a peer is told to wait after 503
 * @param drainTimeout for which {@link StowServer#close} waits for requests that are being answered
 */
public record StowConfig(
    String host,
    int port,
    int maxConnections,
    int maxRequests,
    int maxHeaderBytes,
    int maxParts,
    int maxObjectBytes,
    long maxRequestBytes,
    long maxReceivingBytes,
    Duration idleTimeout,
    long minBytesPerSecond,
    Duration retryAfter,
    Duration drainTimeout) {
  private static final int MOST_PORT = 65_535;
  private static final int LEAST_HEADER_BYTES = 1 << 10;

  public StowConfig {
    require(!host.isBlank(), "host is missing");
    require(port >= 0 && port <= MOST_PORT, "port must be 0 to 65535");
    require(maxConnections > 0, "maxConnections must be over 0");
    require(maxRequests > 0, "maxRequests must be over 0");
    require(maxHeaderBytes >= LEAST_HEADER_BYTES, "maxHeaderBytes must be at least 1024");
    require(maxParts > 0, "maxParts must be over 0");
    require(maxObjectBytes > 0, "maxObjectBytes must be over 0");
    require(maxRequestBytes >= maxObjectBytes, "maxRequestBytes must be at least maxObjectBytes");
    require(
        maxReceivingBytes >= 2L * maxObjectBytes,
        "maxReceivingBytes must be at least twice maxObjectBytes");
    require(idleTimeout.isPositive(), "idleTimeout must be over 0");
    require(minBytesPerSecond >= 0, "minBytesPerSecond must be at least 0");
    require(!retryAfter.isNegative(), "retryAfter must be at least 0");
    require(!drainTimeout.isNegative(), "drainTimeout must be at least 0");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
