package dev.dermstream.batch.screening;

import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Tells whether an image of the job has its answer: questions that come while the ledger is being
 * asked go to it together. Thread-safe.
 */
final class Knowledge implements AutoCloseable {
  private static final int MOST = 256;

  private record Asked(String digest, CompletableFuture<Boolean> answer) {}

  private final Ledger ledger;
  private final String job;
  private final BlockingQueue<Asked> questions = new ArrayBlockingQueue<>(MOST);
  private final Thread asker;

  Knowledge(Ledger ledger, String job) {
    this.ledger = ledger;
    this.job = job;
    this.asker = Thread.ofVirtual().name("knowledge-" + job).start(this::run);
  }

  boolean isAnswered(String digest) throws LedgerException, InterruptedException {
    Asked asked = new Asked(digest, new CompletableFuture<>());
    questions.put(asked);
    try {
      return asked.answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerException cause) {
        throw new LedgerException(cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void run() {
    List<Asked> together = new ArrayList<>(MOST);
    try {
      while (true) {
        together.add(questions.take());
        questions.drainTo(together, MOST - 1);
        answer(together);
        together.clear();
      }
    } catch (InterruptedException e) {
      // Closed: those who wait have been interrupted as well.
    }
  }

  private void answer(List<Asked> together) {
    try {
      Set<String> known = ledger.answered(job, together.stream().map(Asked::digest).toList());
      together.forEach(each -> each.answer.complete(known.contains(each.digest)));
    } catch (LedgerException | RuntimeException e) {
      together.forEach(each -> each.answer.completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    asker.interrupt();
  }
}
