package dev.dermstream.pacs.web;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Knows the connections. One over the limit is closed. So is one that has carried no request for
 * the idle timeout, whatever it sends meanwhile: a head that comes byte by byte, or a handshake,
 * keeps nothing open. Thread-safe.
 */
final class ConnectionWatch implements Connection.Listener, AutoCloseable {
  private static final int LOOKS_PER_TIMEOUT = 3;
  private static final long BUSY = Long.MIN_VALUE;

  private final int most;
  private final long idleNanos;
  private final ConcurrentHashMap<Connection, Long> idleSince = new ConcurrentHashMap<>();
  private final Thread watching;

  ConnectionWatch(int most, Duration idleTimeout) {
    this.most = most;
    this.idleNanos = idleTimeout.toNanos();
    this.watching = Thread.ofVirtual().name("stow-connections").start(this::watch);
  }

  @Override
  public void onOpened(Connection connection) {
    // Of an encrypted connection the one within it is counted, which opens and closes with it.
    if (connection instanceof SslConnection) {
      return;
    }
    idleSince.put(connection, System.nanoTime());
    if (idleSince.size() > most) {
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    idleSince.remove(connection);
  }

  /** The connection carries a request from now on. */
  void begin(Connection connection) {
    idleSince.replace(connection, BUSY);
  }

  /** It carries none any more. */
  void end(Connection connection) {
    idleSince.replace(connection, System.nanoTime());
  }

  int open() {
    return idleSince.size();
  }

  @Override
  public void close() {
    watching.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(Duration.ofNanos(idleNanos / LOOKS_PER_TIMEOUT + 1));
        idleSince.forEach(this::look);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Connection connection, long since) {
    if (since != BUSY && System.nanoTime() - since >= idleNanos) {
      connection.getEndPoint().close();
    }
  }
}
