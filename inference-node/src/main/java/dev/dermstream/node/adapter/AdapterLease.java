package dev.dermstream.node.adapter;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One text's hold on an adapter: until it is closed its row number stands for the weights that the
 * text began with, whatever is loaded under the same name meanwhile. Closing again has no effect.
 * Thread-safe.
 */
public final class AdapterLease implements AutoCloseable {
  private final int adapterId;
  private final String identity;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  AdapterLease(int adapterId, String identity, Runnable release) {
    this.adapterId = adapterId;
    this.identity = identity;
    this.release = release;
  }

  /** A row that never changes: the base model (0), or an adapter inside the decoder's graph. */
  public static AdapterLease fixed(int adapterId) {
    return new AdapterLease(adapterId, "", () -> {});
  }

  /** What the rows of this text name as their adapter. */
  public int adapterId() {
    return adapterId;
  }

  /**
   * {@code NAME@HEX}, HEX being the SHA-256 of the adapter's files, or empty for a row that never
   * changes. Whatever is computed with the adapter may be kept under this key and no shorter one.
   */
  public String identity() {
    return identity;
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      release.run();
    }
  }
}
