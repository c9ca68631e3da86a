package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.v1.Finished;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The last stage: writes texts, each on one thread from its first token to its last. */
final class TextStage {
  private final Batcher<Supplier<Finished>, Finished> writers;

  /**
   * @param texts texts that are written at the same time
   * @param waiting texts that may wait
   */
  TextStage(int texts, int waiting, BatchListener listener) {
    writers =
        new Batcher<>(
            "generate",
            new BatchSettings(1, List.of(), Duration.ZERO, waiting, Long.MAX_VALUE, texts),
            worker -> tasks -> List.of(tasks.getFirst().get()),
            listener);
  }

  /** Writes a text when its turn comes. */
  CompletableFuture<Finished> write(Supplier<Finished> text, Ticket ticket) {
    return writers.submit(text, ticket);
  }

  /** Takes nothing more. */
  void close() {
    writers.close();
  }

  /** After {@link #close}: true if every text has ended in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return writers.awaitEnd(timeout);
  }
}
