package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.rank.LabelQuestion;
import dev.dermstream.node.rank.LabelScorer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Labels that wait to be scored, and the adapter that they are scored with. The adapter is let go
 * once, by whoever comes first: the run at its end, or {@link #drop} while none has begun. A run
 * goes on with its adapter though its answer is of no more use.
 */
final class RankWork {
  private final LabelQuestion question;
  private final AdapterLease adapter;
  private final Interruption interruption;
  private final AtomicBoolean taken = new AtomicBoolean();

  /** Takes the lease over. */
  RankWork(LabelQuestion question, AdapterLease adapter, Interruption interruption) {
    this.question = question;
    this.adapter = adapter;
    this.interruption = interruption;
  }

  /** Scores the labels. */
  double[] run(LabelScorer scorer) {
    if (taken.getAndSet(true)) {
      throw new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.");
    }
    try (adapter) {
      return scorer.score(question, interruption);
    }
  }

  /** The answer has ended without a run, or with one that closes the adapter by itself. */
  void drop() {
    if (!taken.getAndSet(true)) {
      adapter.close();
    }
  }
}
