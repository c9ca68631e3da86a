package dev.dermstream.node.server;

import dev.dermstream.node.health.HealthListener;
import dev.dermstream.platform.server.InternalServer;
import org.jspecify.annotations.Nullable;

/** Readiness as gRPC health, from the moment that there is a server to ask. Thread-safe. */
final class Readiness implements HealthListener {
  private boolean now;
  private @Nullable InternalServer server;

  /** Tells this server what is known and what comes. */
  synchronized void tell(InternalServer told) {
    server = told;
    told.setServing(now);
  }

  @Override
  public synchronized void ready(boolean ready) {
    now = ready;
    if (server != null) {
      server.setServing(ready);
    }
  }

  @Override
  public void rebuilt() {
    // Health tells of now alone.
  }
}
