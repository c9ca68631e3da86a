package dev.dermstream.pacs.session;

import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends outcomes behind a cursor, page by page as the client reads, until it goes away. */
final class OutcomeWatch implements Asks.Work<InstanceOutcome> {
  private static final int PAGE = 16;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final SessionParts parts;
  private final String peer;
  private final @Nullable String session;
  private final LiveSessions live;
  private final Signal signal = new Signal();
  private volatile boolean gone;
  private long cursor;

  /**
   * @param session null for the outcomes of all sessions and doors
   * @param cursor of the last outcome that is not sent
   */
  OutcomeWatch(
      SessionParts parts, String peer, @Nullable String session, long cursor, LiveSessions live) {
    this.parts = parts;
    this.peer = peer;
    this.session = session;
    this.cursor = cursor;
    this.live = live;
  }

  /** Nobody reads any more. */
  void abandon() {
    gone = true;
    signal.raise();
  }

  @Override
  public void run(Outgoing<InstanceOutcome> outgoing)
      throws IOException, InterruptedException, CallEndedException {
    if (session != null && parts.ledger().session(session, peer).isEmpty()) {
      throw PacsService.noSession();
    }
    parts.wakeups().add(signal);
    try {
      while (!gone) {
        // Until now a watch had all there was; behind a drain it is to come back elsewhere.
        live.requireNotDraining();
        if (!sendPage(outgoing)) {
          signal.await(LOOK_AGAIN);
        }
      }
    } finally {
      parts.wakeups().remove(signal);
    }
    throw new CallEndedException();
  }

  private boolean sendPage(Outgoing<InstanceOutcome> outgoing)
      throws IOException, InterruptedException, CallEndedException {
    List<InstanceOutcome> page = parts.ledger().outcomesAfter(session, cursor, PAGE);
    for (InstanceOutcome outcome : page) {
      outgoing.send(outcome);
      cursor = outcome.getCursor();
    }
    return !page.isEmpty();
  }
}
