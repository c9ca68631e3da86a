package dev.dermstream.dicom.association;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * A connection with the time that it has left. For one thread, except {@link #shutDown} and {@link
 * #kill}.
 */
final class Connection implements AutoCloseable {
  private static final Duration LEAVE = Duration.ofSeconds(2);

  private final Socket raw;
  private final InetSocketAddress peer;
  private final Timeouts timeouts;
  private final Watch watch;
  private Socket socket;
  private PduInput in;
  private PduOutput out;
  private List<X509Certificate> certificates = List.of();
  private long operationEnd = Long.MAX_VALUE;
  private volatile boolean busy;
  private volatile boolean shuttingDown;

  /** Owns the socket from here on, and gives it the time of a request. */
  Connection(Socket raw, Timeouts timeouts) throws IOException {
    this.raw = raw;
    this.socket = raw;
    this.timeouts = timeouts;
    this.peer = (InetSocketAddress) raw.getRemoteSocketAddress();
    this.watch = new Watch(this::endInput, this::kill);
    this.in = new PduInput(raw.getInputStream());
    this.out = new PduOutput(raw.getOutputStream(), this::grantIdle);
    raw.setTcpNoDelay(true);
    watch.within(timeouts.request());
    watch.start();
  }

  /** Speaks TLS from here on. */
  void secure(SSLSocket secured) throws AssociationException {
    socket = secured;
    try {
      secured.startHandshake();
      in = new PduInput(secured.getInputStream());
      out = new PduOutput(secured.getOutputStream(), this::grantIdle);
    } catch (IOException e) {
      AssociationException failed =
          new AssociationException(AssociationEnd.NOT_SECURED, "No TLS connection came about.");
      failed.initCause(e);
      throw failed;
    }
    certificates = Tls.certificates(secured);
  }

  /** What TLS is put onto. */
  Socket raw() {
    return raw;
  }

  PduInput in() {
    return in;
  }

  PduOutput out() {
    return out;
  }

  InetSocketAddress peer() {
    return peer;
  }

  List<X509Certificate> certificates() {
    return certificates;
  }

  /** Reads an A-ASSOCIATE PDU, or another that is read as a whole, in the time of the request. */
  Pdu readWhole() throws IOException {
    int type = in.unsignedByte();
    in.unsignedByte();
    long length = in.unsignedInt();
    if (type == Pdu.DATA) {
      throw AssociationException.violation(
          AbortReason.UNEXPECTED_PDU, "The peer sent data where none belongs.");
    }
    if (type < Pdu.ASSOCIATE_REQUEST || type > Pdu.ABORT) {
      throw AssociationException.violation(
          AbortReason.UNRECOGNIZED_PDU, "The peer sent a PDU of a type that there is not.");
    }
    boolean associate = type == Pdu.ASSOCIATE_REQUEST || type == Pdu.ASSOCIATE_ACCEPT;
    if (associate ? length > Pdu.MAX_ASSOCIATE_BYTES : length != Pdu.SHORT_BYTES) {
      throw AssociationException.invalid("The peer sent a PDU of a length that it cannot have.");
    }
    return PduDecoder.decode(type, in.bytes((int) length));
  }

  /** Gives the peer time to say or take something, within that of the operation. */
  void grantIdle() {
    watch.until(Math.min(watch.now() + timeouts.idle().toNanos(), operationEnd));
  }

  /** The peer is not waited for until it is granted time again. */
  void pause() {
    watch.pause();
  }

  boolean busy() {
    return busy;
  }

  /** A message begins. */
  void beginOperation() {
    operationEnd = watch.now() + timeouts.operation().toNanos();
    busy = true;
  }

  void endOperation() throws AssociationException {
    busy = false;
    operationEnd = Long.MAX_VALUE;
    if (shuttingDown) {
      throw shutDownException();
    }
  }

  /** Says why the connection gave no more, where that is known better than by the failure. */
  AssociationException explained(IOException failure) {
    if (failure instanceof AssociationException known
        && known.end() != AssociationEnd.CONNECTION_LOST
        && known.end() != AssociationEnd.NOT_SECURED) {
      return known;
    }
    AssociationException why = why(failure);
    if (why != failure) {
      why.initCause(failure);
    }
    return why;
  }

  private AssociationException why(IOException failure) {
    if (shuttingDown) {
      return shutDownException();
    }
    if (watch.expired()) {
      return new AssociationException(
          AssociationEnd.TIMED_OUT, "The peer took longer than it may.");
    }
    return failure instanceof AssociationException known
        ? known
        : new AssociationException(AssociationEnd.CONNECTION_LOST, "The connection was lost.");
  }

  private static AssociationException shutDownException() {
    return new AssociationException(AssociationEnd.SHUT_DOWN, "The server was closed.");
  }

  /** Says a last thing and waits a little for the peer to close first, so that it hears it. */
  void leave(Pdu last) {
    operationEnd = Long.MAX_VALUE;
    watch.within(LEAVE);
    try {
      out.alone(last);
      socket.shutdownOutput();
      in.drain();
    } catch (IOException e) {
      // It has gone already.
    }
  }

  /** Ends what runs here as soon as it may; from another thread. */
  void shutDown() {
    shuttingDown = true;
    if (!busy) {
      watch.until(0);
    }
  }

  /** Breaks the connection; from any thread. */
  void kill() {
    try {
      raw.close();
    } catch (IOException e) {
      // Nothing is left to be closed.
    }
  }

  private void endInput() {
    try {
      raw.shutdownInput();
    } catch (SocketException e) {
      // Closed in the meantime.
    } catch (IOException e) {
      kill();
    }
  }

  @Override
  public void close() {
    watch.within(LEAVE); // TLS takes leave by a message of its own.
    try {
      socket.close();
    } catch (IOException e) {
      // The connection below is closed in any case.
    } finally {
      kill();
      watch.close();
    }
  }
}
