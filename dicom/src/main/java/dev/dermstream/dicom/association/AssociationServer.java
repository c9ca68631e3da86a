package dev.dermstream.dicom.association;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts associations at a port, each on a thread of its own: there are few of them, and a
 * platform thread waits in the very read that the peer's next bytes end, where a virtual one is
 * woken by way of a poller, several times an object. Thread-safe. Whoever starts it closes it.
 */
public final class AssociationServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AssociationServer.class);
  private static final int BACKLOG = 64;
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final AssociationService service;
  private final ServerSocket socket;
  private final Slots connections;
  private final Slots associations;
  private final Set<Connection> live = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("dicom-association-", 0).factory());
  private final Thread listening;
  private final CountDownLatch closed = new CountDownLatch(1);

  private AssociationServer(ServerSocket socket, AssociationService service) {
    this.socket = socket;
    this.service = service;
    AssociationLimits limits = service.limits();
    this.connections = new Slots(limits.maxConnections(), limits.maxConnectionsPerAddress());
    this.associations = new Slots(limits.maxAssociations(), limits.maxAssociationsPerPeer());
    this.listening = Thread.ofPlatform().name("dicom-port").daemon().unstarted(this::listen);
  }

  /**
   * Listens from now on.
   *
   * @param address port 0 for any that is free
   * @throws IOException if the address cannot be had
   */
  public static AssociationServer start(InetSocketAddress address, AssociationService service)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    boolean bound = false;
    try {
      socket.bind(address, BACKLOG);
      bound = true;
    } finally {
      if (!bound) {
        socket.close();
      }
    }
    AssociationServer server = new AssociationServer(socket, service);
    server.listening.start();
    return server;
  }

  /** Where it listens. */
  public int port() {
    return socket.getLocalPort();
  }

  private void listen() {
    while (!isClosed()) {
      try {
        received(socket.accept());
      } catch (IOException | RuntimeException e) {
        if (!isClosed()) {
          log.warn("A DICOM connection could not be taken", e);
          pause();
        }
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** So that a system without file descriptors is not asked for one all the time. */
  private void pause() {
    try {
      if (closed.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("Closed while no connection could be taken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void received(Socket raw) throws IOException {
    InetSocketAddress peer = (InetSocketAddress) raw.getRemoteSocketAddress();
    Optional<Slots.Slot> slot = connections.take(List.of(peer.getAddress()));
    if (slot.isEmpty()) {
      raw.close();
      service.listener().failed(peer, AssociationEnd.TOO_MANY_CONNECTIONS);
      return;
    }
    boolean started = false;
    try {
      threads.execute(() -> run(raw, slot.get()));
      started = true;
    } finally {
      if (!started) {
        slot.get().close();
        raw.close();
      }
    }
  }

  private void run(Socket raw, Slots.Slot slot) {
    try (slot;
        raw;
        Connection connection = new Connection(raw, service.limits().timeouts())) {
      live.add(connection);
      try {
        if (isClosed()) {
          connection.shutDown();
        }
        new Acceptor(service, associations, connection).run();
      } finally {
        live.remove(connection);
      }
    } catch (IOException e) {
      log.debug("A connection was lost before anything came from it", e);
    } catch (RuntimeException e) {
      log.warn("A DICOM connection was ended by a failure here", e);
    }
  }

  /**
   * Listens no more, ends idle associations at once, and the others when the operation in progress
   * was answered, or the time for that is up. Returns when none is left.
   */
  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    threads.shutdown();
    live.forEach(Connection::shutDown);
    if (!awaitEnd(service.limits().drain())) {
      live.forEach(Connection::kill);
      if (!awaitEnd(AFTER_KILL)) {
        log.warn("A handler of a DICOM association does not end");
        threads.shutdownNow();
      }
    }
  }

  private boolean awaitEnd(Duration time) {
    try {
      return threads.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
