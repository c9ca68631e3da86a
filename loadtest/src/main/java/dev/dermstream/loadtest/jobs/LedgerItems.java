package dev.dermstream.loadtest.jobs;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.ListedFile;
import dev.dermstream.batch.screening.JobScreening;
import dev.dermstream.batch.v1.JobState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** What a worker does for a job, on two plain threads in place of the engine. */
final class LedgerItems {
  private static final int TOGETHER = 1_000;
  private static final int PAGE = 500;

  private final ItemParts parts;
  private final Ledger ledger;
  private final BlockingQueue<Conclusion> ended = new LinkedBlockingQueue<>();

  LedgerItems(ItemParts parts) {
    this.parts = parts;
    this.ledger = parts.ledger();
  }

  JobTimes run() throws IOException, InterruptedException {
    JobRecord job = parts.create();
    PhaseClock phases = new PhaseClock();
    list(job);
    phases.in(JobState.JOB_STATE_SCREENING);
    long files = ledger.tally(job.id()).files();
    Thread reader = Thread.ofPlatform().name("reader").start(() -> screen(job));
    note(job, files);
    reader.join();
    phases.in(JobState.JOB_STATE_WRITING);
    parts.write(job);
    return phases.end(files);
  }

  private void list(JobRecord job) throws IOException, InterruptedException {
    long listing = ledger.beginListing(job.id());
    List<ListedFile> together = new ArrayList<>();
    long[] position = {0};
    try (Archive archive = parts.archive(job)) {
      archive.list(entry -> {
        together.add(new ListedFile(position[0]++, entry));
        if (together.size() == TOGETHER) {
          ledger.list(job.id(), listing, together);
          together.clear();
        }
      });
    }
    ledger.list(job.id(), listing, together);
    ledger.endListing(job.id(), listing);
  }

  /** Hands over what waits, a bounded number at once. */
  private void screen(JobRecord job) {
    Semaphore room = new Semaphore(parts.screening().inFlight());
    try (JobScreening screening = parts.screening(job)) {
      List<ListedFile> page = ledger.waiting(job.id(), 0, 1, -1, PAGE);
      while (!page.isEmpty()) {
        for (ListedFile file : page) {
          room.acquire();
          var _ =
              screening
                  .screen(file)
                  .whenComplete((conclusion, _) -> {
                    room.release();
                    if (conclusion != null) {
                      ended.add(conclusion);
                    }
                  });
        }
        page = ledger.waiting(job.id(), 0, 1, page.getLast().position(), PAGE);
      }
      room.acquire(parts.screening().inFlight());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(JobRecord job, long files) throws IOException, InterruptedException {
    List<Conclusion> together = new ArrayList<>();
    for (long noted = 0; noted < files; noted += together.size()) {
      together.clear();
      together.add(ended.take());
      ended.drainTo(together, TOGETHER - 1);
      ledger.conclude(job.id(), together);
    }
  }
}
