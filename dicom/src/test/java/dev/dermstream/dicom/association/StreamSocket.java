package dev.dermstream.dicom.association;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** A connection whose peer has said all it will say, without a network. */
final class StreamSocket extends Socket {
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final InputStream in;

  StreamSocket(byte[] said) {
    this.in = new ByteArrayInputStream(said);
  }

  byte[] answers() {
    return answers.toByteArray();
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return answers;
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 104);
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void shutdownInput() {}

  @Override
  public void shutdownOutput() {}
}
