package dev.dermstream.platform.telemetry;

/** What a server says of itself. Both are answered at once and from any thread. */
public interface RoleHealth {
  /** False once the server is wedged and only a new process helps. */
  boolean isLive();

  /** Whether new requests would be served, as gRPC health tells it. */
  boolean isReady();
}
