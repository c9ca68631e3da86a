package dev.dermstream.loadtest.jobs;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** How much of the engine takes part; each holds the one before. */
enum Layer {
  /** Threads that read, digest and ask; nothing is kept. */
  LOOP {
    @Override
    JobTimes run(ItemParts parts) throws InterruptedException, IOException, ExecutionException {
      return BareItems.run(parts);
    }
  },
  /** The worker's screening, and the ledger, driven by a loop. */
  LEDGER {
    @Override
    JobTimes run(ItemParts parts) throws InterruptedException, IOException {
      return new LedgerItems(parts).run();
    }
  },
  /** The whole worker, with its pipelines on Jet. */
  ENGINE {
    @Override
    JobTimes run(ItemParts parts) throws InterruptedException, IOException {
      return EngineItems.run(parts);
    }
  };

  abstract JobTimes run(ItemParts parts)
      throws InterruptedException, IOException, ExecutionException;
}
