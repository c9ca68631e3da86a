package dev.dermstream.pacs.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads messages by their length on a port of loopback (RFC 6587, 3.4.1). */
final class SyslogServer implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private final Thread acceptor;

  SyslogServer(ServerSocket server) {
    this.server = server;
    acceptor = Thread.ofPlatform().daemon().start(this::accept);
  }

  static SyslogServer plain(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new SyslogServer(server);
  }

  int port() {
    return server.getLocalPort();
  }

  List<String> messages() {
    return messages;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> read(socket));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void read(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      while (true) {
        ByteArrayOutputStream length = new ByteArrayOutputStream();
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
          if (digit < 0) {
            return;
          }
          length.write(digit);
        }
        int bytes = Integer.parseInt(length.toString(StandardCharsets.US_ASCII));
        messages.add(new String(in.readNBytes(bytes), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client went, or the server was closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      // Until it has left accept the port is taken.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }
}
