package dev.dermstream.dicom.association;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An established association, on either side (PS3.8, 7). What the peer sends is read fragment by
 * fragment: {@link #next}, then {@link #read} exactly once. Nothing is copied but through one
 * buffer.
 *
 * <p>For one thread. Whoever opened it closes it; closing without {@link #release} aborts.
 */
public final class Association implements AutoCloseable {
  /** Bytes of a fragment's length that are not its content (PS3.8, 9.3.5.1). */
  private static final int CONTROL_BYTES = 2;

  private static final int PDV_LENGTH_BYTES = 4;
  private static final int COMMAND = 1;
  private static final int LAST = 2;
  private static final AtomicLong IDS = new AtomicLong();

  private final Connection connection;
  private final AssociationInfo info;
  private final int maxPduBytes;
  private final Map<Integer, AcceptedContext> contexts;
  private long pduLeft;
  private long fragmentLeft;
  private @Nullable AcceptedContext context;
  private int control;
  private boolean over;

  Association(Connection connection, AssociationInfo info, int maxPduBytes, long peerMaxPduBytes) {
    this.connection = connection;
    this.info = info;
    this.maxPduBytes = maxPduBytes;
    this.contexts =
        info.contexts().stream()
            .collect(Collectors.toMap(AcceptedContext::id, Function.identity()));
    connection.in().enlarge();
    connection.out().limitTo(peerMaxPduBytes);
  }

  static long nextId() {
    return IDS.incrementAndGet();
  }

  /**
   * Opens an association.
   *
   * @throws RejectedException if the peer does not want it
   * @throws IOException if the peer is not reached, or not in time
   */
  public static Association open(AssociationCall call) throws IOException {
    return new Requestor(call).open();
  }

  /** Who speaks with whom, and of what. */
  public AssociationInfo info() {
    return info;
  }

  /** Waits for a fragment; false if the peer released the association instead. */
  public boolean next() throws IOException {
    try {
      connection.grantIdle();
      while (pduLeft == 0) {
        if (!nextPdu()) {
          return false;
        }
      }
      fragment();
      return true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether the fragment is of a command set, not of a data set. */
  public boolean isCommand() {
    return (control & COMMAND) != 0;
  }

  /** Whether its command set or data set ends with the fragment. */
  public boolean isLast() {
    return (control & LAST) != 0;
  }

  /** The presentation context of the fragment. */
  public AcceptedContext context() {
    return Objects.requireNonNull(context, "next() comes first");
  }

  /** Passes the fragment on. */
  public void read(FragmentSink sink) throws IOException {
    long length = fragmentLeft;
    fragmentLeft = 0;
    try {
      connection.in().pass(length, sink);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Sends a command set that no data set follows. */
  public void send(AcceptedContext to, byte[] command) throws IOException {
    try {
      connection.out().command(to.id(), command);
      connection.out().flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Sends a command set and the data set that belongs to it.
   *
   * @param data read to its end and left open; if it fails or is shorter than {@code length}, the
   *     association is of no use any more
   */
  public void send(AcceptedContext to, byte[] command, InputStream data, long length)
      throws IOException {
    try {
      connection.out().command(to.id(), command);
      connection.out().data(to.id(), data, length);
      connection.out().flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The message is whole: what is done with it takes none of the peer's time. */
  public void pauseWatch() {
    connection.pause();
  }

  /**
   * The message was answered.
   *
   * @throws AssociationException if the server is closing
   */
  public void endOperation() throws AssociationException {
    connection.endOperation();
  }

  /** Ends the association as it should end (PS3.8, 7.2); what the peer still sends is dropped. */
  public void release() throws IOException {
    if (over) {
      return;
    }
    try {
      connection.out().pdu(new Pdu.ReleaseRequest());
      awaitRelease();
      over = true;
      connection.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void awaitRelease() throws IOException {
    while (true) {
      PduInput in = connection.in();
      in.pass(pduLeft, (bytes, offset, length) -> {});
      Optional<Pdu> pdu = readHead();
      if (pdu.isEmpty()) {
        continue;
      }
      switch (pdu.get()) {
        case Pdu.ReleaseResponse() -> {
          return;
        }
        // Both sides asked at once (PS3.8, 7.2.2.7).
        case Pdu.ReleaseRequest() -> connection.out().pdu(new Pdu.ReleaseResponse());
        case Pdu.Abort abort -> throw aborted();
        default -> throw unexpected();
      }
    }
  }

  /** Ends it at once; the peer is told (PS3.8, 7.3). */
  @Override
  public void close() {
    abort(AbortReason.BY_USER);
    connection.close();
  }

  /** Whether leave was taken. */
  boolean isOver() {
    return over;
  }

  void abort(AbortReason reason) {
    if (!over) {
      over = true;
      connection.leave(reason.pdu());
    }
  }

  private boolean nextPdu() throws IOException {
    Optional<Pdu> pdu = readHead();
    if (pdu.isEmpty()) {
      return true;
    }
    if (pdu.get() instanceof Pdu.Abort) {
      throw aborted();
    }
    if (!(pdu.get() instanceof Pdu.ReleaseRequest) || connection.busy()) {
      throw unexpected();
    }
    over = true;
    connection.leave(new Pdu.ReleaseResponse());
    return false;
  }

  /** Reads the head of a P-DATA-TF, which gives nothing, or any other PDU. */
  private Optional<Pdu> readHead() throws IOException {
    PduInput in = connection.in();
    int type = in.unsignedByte();
    connection.grantIdle(); // The PDU has the same time again to become whole.
    in.unsignedByte();
    long length = in.unsignedInt();
    if (type != Pdu.DATA) {
      return Optional.of(whole(type, length));
    }
    if (length > maxPduBytes) {
      throw AssociationException.invalid("The peer sent a PDU over the maximum length.");
    }
    if (length < PDV_LENGTH_BYTES + CONTROL_BYTES) {
      throw AssociationException.invalid("The peer sent data without a fragment.");
    }
    pduLeft = length;
    return Optional.empty();
  }

  private Pdu whole(int type, long length) throws IOException {
    if (type < Pdu.RELEASE_REQUEST && type >= Pdu.ASSOCIATE_REQUEST) {
      throw unexpected();
    }
    if (type <= Pdu.ABORT && length != Pdu.SHORT_BYTES) {
      throw AssociationException.invalid("The peer sent a PDU of a length that it cannot have.");
    }
    byte[] body = type <= Pdu.ABORT ? connection.in().bytes(Pdu.SHORT_BYTES) : new byte[0];
    return PduDecoder.decode(type, body);
  }

  private void fragment() throws IOException {
    PduInput in = connection.in();
    if (pduLeft < PDV_LENGTH_BYTES + CONTROL_BYTES) {
      throw AssociationException.invalid("A PDU ends within the head of a fragment.");
    }
    long length = in.unsignedInt();
    if (length < CONTROL_BYTES || length > pduLeft - PDV_LENGTH_BYTES) {
      throw AssociationException.invalid("A fragment has a length that its PDU does not hold.");
    }
    AcceptedContext known = contexts.get(in.unsignedByte());
    control = in.unsignedByte();
    if (known == null) {
      throw AssociationException.invalid("A fragment is of a context that was not accepted.");
    }
    context = known;
    fragmentLeft = length - CONTROL_BYTES;
    pduLeft -= PDV_LENGTH_BYTES + length;
    if (!connection.busy()) {
      connection.beginOperation();
    }
  }

  /** What has happened; where the peer has gone, there is nobody to take leave of. */
  private IOException failed(IOException failure) {
    AssociationException why = connection.explained(failure);
    if (why.end() == AssociationEnd.CONNECTION_LOST
        || why.end() == AssociationEnd.ABORTED_BY_PEER) {
      over = true;
      connection.close();
    }
    return why;
  }

  private static AssociationException aborted() {
    return new AssociationException(
        AssociationEnd.ABORTED_BY_PEER, "The peer aborted the association.");
  }

  private static AssociationException unexpected() {
    return AssociationException.violation(
        AbortReason.UNEXPECTED_PDU, "The peer sent a PDU that has no place there.");
  }
}
