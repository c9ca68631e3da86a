package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.RecordedPdus;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A peer that sends what bytes it likes. */
final class RawPeer implements AutoCloseable {
  /** What {@link #answer} gives when the connection has ended. */
  static final int CLOSED = -1;

  static final int ACCEPT = 2;
  static final int REJECT = 3;
  static final int DATA = 4;
  static final int ABORT = 7;

  private final Socket socket;
  private final DataInputStream in;
  private byte[] body = {};

  RawPeer(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000); // Against hanging.
    in = new DataInputStream(socket.getInputStream());
  }

  static RawPeer established(int port) throws IOException {
    RawPeer peer = new RawPeer(port);
    peer.send(RecordedPdus.request());
    if (peer.answer() != ACCEPT) {
      throw new AssertionError("not accepted");
    }
    return peer;
  }

  RawPeer send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends what the peer may not want to read to its end. */
  void sendAsFarAsTaken(byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      // It hung up before.
    }
  }

  RawPeer command(CommandSet command) throws IOException {
    return send(RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 3, command.toByteArray()));
  }

  RawPeer data(byte[] data) throws IOException {
    return send(RecordedPdus.fragment(RecordedPdus.STORAGE_CONTEXT, 2, data));
  }

  void store(String sopClass, String sopInstance, byte[] data) throws IOException {
    command(storeCommand(sopClass, sopInstance));
    data(data);
  }

  static CommandSet storeCommand(String sopClass, String sopInstance) {
    return CommandSet.request(CommandField.STORE, 1)
        .uid(CommandTag.AFFECTED_SOP_CLASS, sopClass)
        .uid(CommandTag.AFFECTED_SOP_INSTANCE, sopInstance)
        .withDataSet();
  }

  /** The type of the next PDU, or {@link #CLOSED}. */
  int answer() throws IOException {
    try {
      int type = in.read();
      if (type == CLOSED) {
        return CLOSED;
      }
      in.readByte();
      body = in.readNBytes(in.readInt());
      return type;
    } catch (SocketException e) {
      return CLOSED; // Reset, because it had not read all.
    }
  }

  /** Sends no more; gives what comes then. */
  int hangUp() throws IOException {
    socket.shutdownOutput();
    return answer();
  }

  /** All that comes until the connection ends. */
  byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketException e) {
      // Reset, because it had not read all.
    }
    return rest.toByteArray();
  }

  byte[] body() {
    return body;
  }

  /** The status of the response that comes next. */
  int status() throws IOException {
    if (answer() != DATA) {
      throw new AssertionError("no response");
    }
    byte[] command = Arrays.copyOfRange(body, 6, body.length);
    return CommandSet.of(command, command.length).status().code();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
