package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers some connections as a bucket does that is asked too much, and passes the others on. */
final class ThrottlingProxy implements Closeable {
  private static final String BODY = "<Error><Code>SlowDown</Code><Message>Wait.</Message></Error>";
  private static final String REFUSAL =
      "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
          + "Content-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;
  private static final int MOST_HEAD = 1 << 16;

  private final ServerSocket socket;
  private final int port;
  private final AtomicInteger refusals;
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * Starts.
   *
   * @param port of the service
   * @param refusals how many connections are refused
   */
  ThrottlingProxy(int port, int refusals) throws IOException {
    this.socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    this.port = port;
    this.refusals = new AtomicInteger(refusals);
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  int refused() {
    return refused.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      if (refusals.getAndDecrement() > 0) {
        refuse(client);
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread answers = Thread.ofVirtual().start(() -> pass(server, client));
        pass(client, server);
        answers.join();
      }
    } catch (IOException | InterruptedException _) {
      // One side has ended.
    }
  }

  private void refuse(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = client.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < MOST_HEAD) {
      head.append((char) in.read());
    }
    refused.incrementAndGet();
    client.getOutputStream().write(REFUSAL.getBytes(US_ASCII));
  }

  private static void pass(Socket from, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      from.getInputStream().transferTo(out);
    } catch (IOException _) {
      // One side has ended.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
