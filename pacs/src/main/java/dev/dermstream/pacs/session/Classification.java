package dev.dermstream.pacs.session;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.InstanceErrors;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Receipt;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.Terms;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One object of a unary call: received, then waited for. Who goes away ends the waiting; the object
 * stays and ends in its disposition.
 */
final class Classification implements Asks.Work<InstanceOutcome> {
  static final int MOST_BYTES = 4 << 20;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Identity UNKNOWN = new Identity("", "", "", "", "");

  private final SessionParts parts;
  private final Origin origin;
  private final Terms terms;
  private final ByteString dicom;
  private final Signal signal = new Signal();
  private volatile boolean gone;

  Classification(SessionParts parts, String peer, Terms terms, ByteString dicom) {
    this.parts = parts;
    this.origin = new Origin(Door.GRPC, peer);
    this.terms = terms;
    this.dicom = dicom;
  }

  /** Nobody waits any more. */
  void abandon() {
    gone = true;
    signal.raise();
  }

  @Override
  public void run(Outgoing<InstanceOutcome> outgoing)
      throws IOException, InterruptedException, CallEndedException {
    Receipt receipt = receive();
    parts.wakeups().add(signal);
    try {
      while (!gone) {
        Optional<InstanceOutcome> outcome = parts.ledger().outcome(receipt.number());
        if (outcome.isPresent()) {
          outgoing.send(outcome.get());
          outgoing.complete();
          return;
        }
        signal.await(LOOK_AGAIN);
      }
    } finally {
      parts.wakeups().remove(signal);
    }
    throw new CallEndedException();
  }

  private Receipt receive() throws IOException, InterruptedException {
    if (!parts.memory().tryTake(dicom.size())) {
      throw new ServiceException(
          ErrorCode.OVERLOADED, "There is no memory for the object now; send it again later.");
    }
    try {
      return switch (parts.reception().receive(origin, terms, dicom.toByteArray())) {
        case Reception.Stored(Receipt receipt, Identity _) -> receipt;
        case Reception.Refused(var fault) ->
            parts.reception().refuse(origin, terms, UNKNOWN, InstanceErrors.of(fault));
      };
    } finally {
      parts.memory().giveBack(dicom.size());
    }
  }
}
