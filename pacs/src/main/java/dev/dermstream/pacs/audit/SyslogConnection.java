package dev.dermstream.pacs.audit;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A way to a syslog server while it works. */
sealed interface SyslogConnection extends Closeable {
  /** Longer ones could not be datagrams. */
  int MAX_MESSAGE_BYTES = 60_000;

  int CONNECT_MILLIS = 5_000;

  /** Sends one message. */
  void send(byte[] message) throws IOException;

  /** Ends whatever waits in another thread, without a farewell. */
  void abandon() throws IOException;

  /** Connects; the host's name is asked for anew each time. */
  static SyslogConnection open(SyslogTarget target) throws IOException {
    InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException("the syslog server's name is not known");
    }
    return switch (target) {
      case SyslogTarget.Udp udp -> Datagrams.open(address);
      case SyslogTarget.Tcp tcp -> plain(connected(address));
      case SyslogTarget.Tls tls -> secured(tls, connected(address));
    };
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Counted plain(Socket socket) {
    return new Counted(socket, socket);
  }

  private static Counted secured(SyslogTarget.Tls target, Socket plain) throws IOException {
    try {
      plain.setSoTimeout(CONNECT_MILLIS);
      SSLSocket socket =
          (SSLSocket)
              target
                  .context()
                  .getSocketFactory()
                  .createSocket(plain, target.host(), target.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      // Without it any certificate that the authorities vouch for would do.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new Counted(socket, plain);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** RFC 5426. */
  record Datagrams(DatagramSocket socket) implements SyslogConnection {
    static Datagrams open(InetSocketAddress address) throws IOException {
      DatagramSocket socket = new DatagramSocket();
      try {
        socket.connect(address);
        return new Datagrams(socket);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public void abandon() {
      socket.close();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** RFC 5425 and 6587, 3.4.1: each message behind its length. */
  record Counted(Socket socket, Socket plain) implements SyslogConnection {
    @Override
    public void send(byte[] message) throws IOException {
      requireOpen();
      byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
      byte[] frame = new byte[length.length + message.length];
      System.arraycopy(length, 0, frame, 0, length.length);
      System.arraycopy(message, 0, frame, length.length, message.length);
      socket.getOutputStream().write(frame);
      socket.getOutputStream().flush();
    }

    /** Writing to a connection that the server has ended would seem to work once. */
    private void requireOpen() throws IOException {
      socket.setSoTimeout(1);
      try {
        if (socket.getInputStream().read() < 0) {
          throw new IOException("the syslog server has ended the connection");
        }
      } catch (SocketTimeoutException e) {
        // It says nothing, as it should.
      }
    }

    /** A secured socket would wait for the write that it is to end. */
    @Override
    public void abandon() throws IOException {
      plain.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
