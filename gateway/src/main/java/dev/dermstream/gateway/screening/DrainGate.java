package dev.dermstream.gateway.screening;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in until the server drains, then no more, and knows when the last one has left.
 * Thread-safe: calls of several event loops pass through one gate.
 */
public final class DrainGate {
  private final Object lock = new Object();
  private final Set<Permit> inside = new HashSet<>();
  private final Promise<Void> empty = Promise.promise();
  private boolean draining;

  /**
   * @param onDrain runs when the server begins to drain, on the thread that says so
   * @return null if the server drains
   */
  @Nullable Permit enter(Runnable onDrain) {
    synchronized (lock) {
      if (draining) {
        return null;
      }
      Permit permit = new Permit(onDrain);
      inside.add(permit);
      return permit;
    }
  }

  /** Shuts the gate. The future completes when the last call has left. Idempotent. */
  public Future<Void> drain() {
    List<Permit> told;
    synchronized (lock) {
      told = draining ? List.of() : List.copyOf(inside);
      draining = true;
    }
    told.forEach(permit -> permit.onDrain.run());
    completeIfEmpty();
    return empty.future();
  }

  /** Calls that are inside now. */
  public int inside() {
    synchronized (lock) {
      return inside.size();
    }
  }

  private void completeIfEmpty() {
    boolean done;
    synchronized (lock) {
      done = draining && inside.isEmpty();
    }
    if (done) {
      empty.tryComplete();
    }
  }

  /** A call inside. Closing it twice does nothing more. */
  final class Permit implements AutoCloseable {
    private final Runnable onDrain;

    private Permit(Runnable onDrain) {
      this.onDrain = onDrain;
    }

    @Override
    public void close() {
      synchronized (lock) {
        inside.remove(this);
      }
      completeIfEmpty();
    }
  }
}
