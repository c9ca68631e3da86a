package dev.dermstream.pacs.web;

import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.Reception;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An origin server of the Store transaction (STOW-RS, PS3.18 10.5), over HTTP/1.1: {@code POST
 * /studies} and {@code POST /studies/{study}} with {@code multipart/related;
 * type="application/dicom"}. What an answer calls stored is on the disk. Thread-safe.
 *
 * <p>Statuses: 200 all stored, those that came before included; 202 some; 409 none, and the payload
 * says why; 400 not multipart, or it broke off; 401, 404, 405, 406, 415; 408 too slow; 413 a part,
 * or the whole, too long; 503 nothing can be stored now, send all of it again.
 */
public final class StowServer implements AutoCloseable {
  /** Of the loops that wait for sockets; requests have virtual threads. */
  private static final int MOST_THREADS = 8;

  private static final int LEAST_THREADS = 2;

  private static final Logger log = LoggerFactory.getLogger(StowServer.class);

  private final Server server;
  private final ServerConnector connector;
  private final ConnectionWatch connections;

  private StowServer(Server server, ServerConnector connector, ConnectionWatch connections) {
    this.server = server;
    this.connector = connector;
    this.connections = connections;
  }

  /**
   * Listens when this returns.
   *
   * @param reception called on virtual threads
   * @param identification asked where a request names the study that its objects must belong to
   * @param memory of all objects that are being received, by whatever door; of an object twice its
   *     length is held while its pieces are put together
   * @throws IOException if it cannot listen
   */
  public static StowServer start(
      StowConfig config,
      StowSecurity security,
      Reception reception,
      Identification identification,
      MemoryBudget memory)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("stow");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("stow-"));
    Server server = new Server(threads);
    server.setStopTimeout(config.drainTimeout().toMillis());
    server.setErrorHandler(StowServer::endWithoutWord);
    ServerConnector connector = connector(server, config, security);
    ConnectionWatch connections =
        new ConnectionWatch(config.maxConnections(), config.idleTimeout());
    connector.addBean(connections);
    server.addConnector(connector);
    server.setHandler(
        new GracefulHandler(
            new StowHandler(
                config,
                new Senders(security.tokens()),
                reception,
                identification,
                connections,
                memory)));
    StowServer started = new StowServer(server, connector, connections);
    started.open();
    return started;
  }

  /** The port it listens at. */
  public int port() {
    return connector.getLocalPort();
  }

  /** How many stand. */
  int connections() {
    return connections.open();
  }

  /**
   * Takes no more requests, waits for those that are being answered, and ends. A request that takes
   * longer than the drain timeout gets no answer; what it has stored stays.
   */
  @Override
  public void close() {
    connections.close();
    try {
      server.stop();
    } catch (TimeoutException e) {
      log.warn("Requests were cut off, since they took longer than the drain timeout");
    } catch (Exception e) {
      throw new IllegalStateException("The server for STOW-RS did not end", e);
    }
  }

  private void open() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw e instanceof IOException io ? io : new IOException("STOW-RS cannot be served", e);
    }
  }

  private static ServerConnector connector(
      Server server, StowConfig config, StowSecurity security) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(config.maxHeaderBytes());
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ConnectionFactory[] factories = {plain};
    if (security.tls().isPresent()) {
      // Hosts are called by whatever address reaches them; the certificate is the peer's to judge.
      http.addCustomizer(new SecureRequestCustomizer(false));
      factories =
          new ConnectionFactory[] {
            new SslConnectionFactory(
                tls(security.tls().get(), security.certificates()),
                HttpVersion.HTTP_1_1.asString()),
            plain
          };
    }
    ServerConnector connector = new ServerConnector(server, 1, 1, factories);
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(config.idleTimeout().toMillis());
    return connector;
  }

  private static SslContextFactory.Server tls(
      SSLContext context, StowSecurity.ClientCertificates certificates) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(context);
    switch (certificates) {
      case NONE -> tls.setNeedClientAuth(false);
      case OPTIONAL -> tls.setWantClientAuth(true);
      case REQUIRED -> tls.setNeedClientAuth(true);
    }
    return tls;
  }

  /** What breaks HTTP is answered with its status alone; nothing of it is repeated. */
  private static boolean endWithoutWord(Request request, Response response, Callback callback) {
    callback.succeeded();
    return true;
  }
}
