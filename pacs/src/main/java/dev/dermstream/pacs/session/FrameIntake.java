package dev.dermstream.pacs.session;

import com.google.protobuf.ByteString;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Receipt;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.InstanceBegin;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.Stored;
import dev.dermstream.pacs.v1.StudyComplete;
import dev.dermstream.v1.Lane;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works on the frames behind Hello, one after the other. A {@link
 * dev.dermstream.error.ServiceException} of it ends the call: the client broke the contract. Used
 * by one thread.
 */
final class FrameIntake implements AutoCloseable {
  private static final int MOST_OF_A_STUDY = 10_000;

  private final SessionParts parts;
  private final String session;
  private final Origin origin;
  private final Lane lane;
  private final Outgoing<ServerFrame> outgoing;
  private final OutcomeWindow window;
  private final StudyNotices studies;
  private final OutcomeSender outcomes;
  private final CreditWindow credit;
  private final ObjectMemory.Ended ended;
  private long sequence;
  private @Nullable IncomingObject object;

  /** Bytes taken for the object in hand. */
  private long held;

  /**
   * @param lane of objects that name none
   * @param storedUpTo frames up to this one are stored
   * @param credit spent when objects arrive
   * @param ended whether waiting for memory is of no use any more
   */
  FrameIntake(
      SessionParts parts,
      String session,
      Origin origin,
      Lane lane,
      long storedUpTo,
      Outgoing<ServerFrame> outgoing,
      OutcomeWindow window,
      StudyNotices studies,
      OutcomeSender outcomes,
      CreditWindow credit,
      ObjectMemory.Ended ended) {
    this.parts = parts;
    this.session = session;
    this.origin = origin;
    this.lane = lane;
    this.sequence = storedUpTo;
    this.outgoing = outgoing;
    this.window = window;
    this.studies = studies;
    this.outcomes = outcomes;
    this.credit = credit;
    this.ended = ended;
  }

  /** Whether an object has begun and not ended. */
  boolean inObject() {
    return object != null;
  }

  void accept(ClientFrame frame) throws IOException, InterruptedException, CallEndedException {
    if (frame.getSequence() != sequence + 1) {
      throw Fields.invalid(
          "sequence must be one more than that of the frame before: %d was due, %s came."
              .formatted(sequence + 1, Long.toUnsignedString(frame.getSequence())));
    }
    sequence++;
    switch (frame.getFrameCase()) {
      case BEGIN -> begin(frame.getBegin());
      case CHUNK -> begun().add(frame.getChunk());
      case END -> end(begun());
      case STUDY_COMPLETE -> complete(frame.getStudyComplete());
      case OUTCOMES_STORED -> outcomesStored(frame.getOutcomesStored().getCursor());
      case HELLO -> throw Fields.invalid("Hello is the first frame of a call and no other.");
      case FRAME_NOT_SET -> throw Fields.invalid("The frame is of no kind that is known here.");
    }
  }

  private IncomingObject begun() {
    if (object == null) {
      throw Fields.invalid("A chunk or an end came without its InstanceBegin.");
    }
    return object;
  }

  private void requireNone(String what) {
    if (object != null) {
      throw Fields.invalid(what + " came before the InstanceEnd of the object that was begun.");
    }
  }

  private void begin(InstanceBegin begin) throws InterruptedException, CallEndedException {
    requireNone("An InstanceBegin");
    IncomingObject next = new IncomingObject(begin, lane, parts.reception().maxObjectBytes());
    long bytes = next.memoryBytes();
    parts.memory().take(bytes, ended);
    held = bytes;
    next.open();
    object = next;
  }

  private void end(IncomingObject whole)
      throws IOException, InterruptedException, CallEndedException {
    InstanceError fault = whole.end();
    Terms terms = new Terms(whole.workLane(), whole.workDeadline(), Optional.of(frame()));
    Receipt receipt =
        fault == null
            ? parts.reception().receive(origin, terms, whole.claimed(), whole.part10())
            : parts.reception().refuse(origin, terms, whole.claimed(), fault);
    forget();
    studies.change(whole.claimed().studyInstance());
    outcomes.wake();
    // Credit first: whoever has all receipts has all credit again.
    outgoing.send(credit.grantAgain(whole.creditBytes()));
    // What was refused has no digest in the log, and lies on no disk.
    ByteString kept = receipt.digest().isEmpty() ? ByteString.EMPTY : whole.digest();
    outgoing.send(stored(receipt.number(), kept));
  }

  private void complete(StudyComplete study)
      throws IOException, InterruptedException, CallEndedException {
    requireNone("A StudyComplete");
    String uid = Fields.uid("study_instance_uid", study.getStudyInstanceUid());
    Fields.uids("sop_instance_uids", study.getSopInstanceUidsList(), MOST_OF_A_STUDY);
    parts.ledger().completeStudy(frame(), uid, study.getSopInstanceUidsList());
    outgoing.send(stored(0, ByteString.EMPTY));
    studies.complete(uid);
    outcomes.wake();
  }

  private void outcomesStored(long cursor)
      throws IOException, InterruptedException, CallEndedException {
    window.stored(cursor);
    if (object == null) {
      parts.ledger().outcomesStored(frame(), cursor);
      outgoing.send(stored(0, ByteString.EMPTY));
    } else {
      // Frames of the object stand before this one and are not stored.
      parts.ledger().outcomesStored(session, cursor);
    }
    outcomes.wake();
  }

  private Terms.SessionFrame frame() {
    return new Terms.SessionFrame(session, sequence);
  }

  private ServerFrame stored(long receipt, ByteString sha256) {
    return ServerFrame.newBuilder()
        .setStored(Stored.newBuilder().setUpTo(sequence).setReceipt(receipt).setSha256(sha256))
        .build();
  }

  private void forget() {
    object = null;
    parts.memory().giveBack(held);
    held = 0;
  }

  /** Forgets an object that has not ended. */
  @Override
  public void close() {
    forget();
  }
}
