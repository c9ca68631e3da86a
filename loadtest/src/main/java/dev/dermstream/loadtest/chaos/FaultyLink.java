package dev.dermstream.loadtest.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the bytes of connections to a server on loopback on, and can do to them what bad networks
 * do. Thread-safe.
 */
final class FaultyLink implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultyLink.class);
  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile long delayMillis;

  private FaultyLink(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /**
   * Listens.
   *
   * @param target port of the server
   */
  static FaultyLink open(int target) throws IOException {
    FaultyLink link =
        new FaultyLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(link::accept);
    return link;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on whatever is read waits so long before it goes on. */
  void delay(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** Breaks every connection, so that both ends get a RST. */
  int reset() throws IOException {
    List<Socket> broken = List.copyOf(sockets);
    for (Socket socket : broken) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
    return broken.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.warn("A connection could not be taken", e);
        }
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      // Nobody listens: the client hears of it as if it had asked there itself.
      client.setSoLinger(true, 0);
      client.close();
      return;
    }
    for (Socket socket : List.of(client, server)) {
      socket.setTcpNoDelay(true);
      sockets.add(socket);
    }
    Thread.ofVirtual().start(() -> copy(client, server));
    Thread.ofVirtual().start(() -> copy(server, client));
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (delayMillis > 0) {
          Thread.sleep(delayMillis);
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      LOG.debug("A connection has broken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }
}
