package dev.dermstream.pacs.client;

import com.google.protobuf.ByteString;
import dev.dermstream.pacs.v1.Credit;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.Stored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a client's session has come: what is still to be sent, what was sent on this connection
 * and has no receipt, which credit is left, which outcomes are due. Not thread-safe.
 */
final class SessionLog {
  private static final int MANY_OUTCOMES = 32;

  private record Sent(Pending pending, long end) {}

  private final Deque<Pending> unsent = new ArrayDeque<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Map<String, Integer> awaited = new HashMap<>();
  private long sequence;
  private long instances;
  private long bytes;
  private long mostBytes;
  private long cursor;
  private long acknowledged;
  private int unacknowledged;

  SessionLog(long cursor) {
    this.cursor = cursor;
    this.acknowledged = cursor;
  }

  /** What a Stored frame or a Welcome says of an object. */
  record Receipt(PacsObject object, long number) {}

  void add(Pending pending) {
    unsent.add(pending);
    if (pending instanceof Pending.OfObject(PacsObject object)) {
      awaited.merge(object.sopInstance(), 1, Integer::sum);
    }
  }

  /** Objects and studies without a receipt. */
  int open() {
    return unsent.size() + sent.size();
  }

  boolean allConcluded() {
    return awaited.isEmpty();
  }

  long cursor() {
    return cursor;
  }

  boolean allAcknowledged() {
    return acknowledged == cursor;
  }

  /** A connection begins: what is stored is done with, what was sent besides is sent again. */
  Deque<Receipt> welcome(long storedUpTo) {
    Deque<Receipt> receipts = new ArrayDeque<>();
    while (!sent.isEmpty() && sent.getFirst().end() <= storedUpTo) {
      if (sent.removeFirst().pending() instanceof Pending.OfObject(PacsObject object)) {
        receipts.add(new Receipt(object, 0));
      }
    }
    while (!sent.isEmpty()) {
      Pending again = sent.removeLast().pending();
      if (!(again instanceof Pending.OfOutcomes)) {
        unsent.addFirst(again);
      }
    }
    sequence = storedUpTo;
    instances = 0;
    bytes = 0;
    mostBytes = 0;
    return receipts;
  }

  void credit(Credit more) {
    instances += more.getInstances();
    bytes += more.getBytes();
    mostBytes = Math.max(mostBytes, bytes);
  }

  /**
   * Takes the next thing that may be sent now; each of its frames has then to be numbered by {@link
   * #number}.
   */
  @Nullable Pending next() {
    boolean idle = unsent.isEmpty() || !covered(unsent.getFirst());
    if (acknowledged < cursor && (idle || unacknowledged >= MANY_OUTCOMES)) {
      acknowledged = cursor;
      unacknowledged = 0;
      return new Pending.OfOutcomes(cursor);
    }
    if (idle) {
      return null;
    }
    Pending next = unsent.removeFirst();
    if (next instanceof Pending.OfObject(PacsObject object)) {
      int size = object.part10().size();
      instances--;
      // One beyond all credit takes none: the edge throws it away as it comes.
      bytes -= size <= bytes ? size : 0;
    }
    return next;
  }

  private boolean covered(Pending pending) {
    if (!(pending instanceof Pending.OfObject(PacsObject object))) {
      return true;
    }
    // One beyond all credit there ever is will be refused by the edge as too large.
    boolean hopeless = sent.isEmpty() && bytes == mostBytes && bytes > 0;
    return instances > 0 && (object.part10().size() <= bytes || hopeless);
  }

  /** The number of the next frame. */
  long number() {
    return ++sequence;
  }

  /** The whole of it has been numbered; it ends with the last number. */
  void sent(Pending pending) {
    sent.add(new Sent(pending, sequence));
  }

  /** It was begun, and the connection broke. */
  void unsent(Pending pending) {
    if (!(pending instanceof Pending.OfOutcomes)) {
      unsent.addFirst(pending);
    }
  }

  /**
   * A receipt.
   *
   * @throws IllegalStateException if it names other bytes than were sent
   */
  Optional<Receipt> stored(Stored stored) {
    Optional<Receipt> receipt = Optional.empty();
    while (!sent.isEmpty() && sent.getFirst().end() <= stored.getUpTo()) {
      Sent done = sent.removeFirst();
      if (done.pending() instanceof Pending.OfObject(PacsObject object)) {
        if (done.end() != stored.getUpTo() || receipt.isPresent()) {
          throw new IllegalStateException("an object was stored without a receipt of its own");
        }
        receipt = Optional.of(new Receipt(object, stored.getReceipt()));
      }
    }
    receipt.ifPresent(one -> requireSame(one, stored.getSha256()));
    return receipt;
  }

  private static void requireSame(Receipt receipt, ByteString sha256) {
    boolean refused = sha256.isEmpty();
    if (receipt.number() == 0 || !(refused || sha256.equals(receipt.object().sha256()))) {
      throw new IllegalStateException("a receipt names other bytes than were sent");
    }
  }

  /** False if the outcome came before. */
  boolean isNew(InstanceOutcome outcome) {
    return outcome.getCursor() > cursor;
  }

  /** An outcome is stored here. */
  void concluded(InstanceOutcome outcome) {
    cursor = outcome.getCursor();
    unacknowledged++;
    awaited.computeIfPresent(
        outcome.getSopInstanceUid(), (uid, count) -> count == 1 ? null : count - 1);
  }
}
