package dev.dermstream.platform.server;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server has opened, closed in the reverse order: each part after those that use it. One
 * that closes badly is logged and keeps no other from being closed. Parts may be added by several
 * threads; it is closed by one, after them.
 */
public final class OpenParts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenParts.class);

  private final String owner;
  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

  /**
   * @param owner what the log calls it, for example {@code edge}
   */
  public OpenParts(String owner) {
    this.owner = owner;
  }

  /** Closes the part with the others; gives it back. */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Again: no effect. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        log.warn("A part of the {} closed badly", owner, e);
      }
    }
  }
}
