package dev.dermstream.batch.engine;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.ListedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes everything that a job's archive holds. */
final class Listing {
  private static final int TOGETHER = 1_000;

  private Listing() {}

  static void run(Worker worker, JobRecord job) throws IOException, InterruptedException {
    Ledger ledger = worker.ledger();
    long listing = ledger.beginListing(job.id());
    List<ListedFile> together = new ArrayList<>(TOGETHER);
    long[] position = {0};
    try (Archive archive = worker.places().archive(job)) {
      archive.list(entry -> {
        together.add(new ListedFile(position[0]++, entry));
        if (together.size() == TOGETHER) {
          note(ledger, job, listing, together);
        }
      });
    }
    note(ledger, job, listing, together);
    ledger.endListing(job.id(), listing);
  }

  /** Ends where another worker has begun to list, or the job was stopped. */
  private static void note(Ledger ledger, JobRecord job, long listing, List<ListedFile> together)
      throws IOException {
    if (!ledger.list(job.id(), listing, together)) {
      throw new IOException("The listing was given up");
    }
    together.clear();
  }
}
