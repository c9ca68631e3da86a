package dev.dermstream.pacs.session;

import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.ServerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends the outcomes of a session as they come, page by page out of the log, and the summaries of
 * its studies; never more outcomes than the client may leave unacknowledged. A thread of its own
 * runs it.
 */
final class OutcomeSender implements Runnable {
  /** A page holds whole reports. */
  private static final int PAGE = 16;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final SessionParts parts;
  private final String session;
  private final Outgoing<ServerFrame> outgoing;
  private final OutcomeWindow window;
  private final StudyNotices studies;
  private final Consumer<Exception> failed;
  private final Runnable finished;
  private final Signal signal = new Signal();
  private volatile boolean stopped;
  private volatile boolean toTheLast;

  /**
   * @param failed told what ended it before it was stopped
   * @param finished told when it has ended after {@link #finish}
   */
  OutcomeSender(
      SessionParts parts,
      String session,
      Outgoing<ServerFrame> outgoing,
      OutcomeWindow window,
      StudyNotices studies,
      Consumer<Exception> failed,
      Runnable finished) {
    this.parts = parts;
    this.session = session;
    this.outgoing = outgoing;
    this.window = window;
    this.studies = studies;
    this.failed = failed;
    this.finished = finished;
  }

  /** There is something to look at. */
  void wake() {
    signal.raise();
  }

  /** Ends it soon. */
  void stop() {
    stopped = true;
    wake();
  }

  /** Ends it when everything that was received has its outcome, and all are sent. */
  void finish() {
    window.openWide();
    toTheLast = true;
    wake();
  }

  @Override
  public void run() {
    parts.wakeups().add(signal);
    try {
      while (!stopped) {
        boolean last = toTheLast && !parts.ledger().waits(session);
        boolean sent = sendPage();
        studies.send(outgoing, last && !sent);
        if (last && !sent) {
          finished.run();
          return;
        }
        if (!sent) {
          signal.await(studies.pause(LOOK_AGAIN));
        }
      }
    } catch (CallEndedException e) {
      // Whoever ended the call knows.
      stopped = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failed.accept(e);
    } finally {
      parts.wakeups().remove(signal);
    }
  }

  private boolean sendPage() throws IOException, InterruptedException, CallEndedException {
    int room = Math.min(window.room(), PAGE);
    if (room < 1) {
      return false;
    }
    List<InstanceOutcome> page = parts.ledger().outcomesAfter(session, window.last(), room);
    for (InstanceOutcome outcome : page) {
      window.sending(outcome.getCursor());
      outgoing.send(ServerFrame.newBuilder().setOutcome(outcome).build());
      studies.change(outcome.getStudyInstanceUid());
    }
    return !page.isEmpty();
  }
}
