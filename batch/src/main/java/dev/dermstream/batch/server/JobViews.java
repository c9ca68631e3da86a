package dev.dermstream.batch.server;

import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.ledger.Tally;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.Progress;
import java.time.Instant;

/** A job as callers see it. Thread-safe. */
final class JobViews {
  private static final double MILLIS = 1000;

  private final Ledger ledger;
  private final Rates rates;

  JobViews(Ledger ledger, Rates rates) {
    this.ledger = ledger;
    this.rates = rates;
  }

  Job of(JobRecord job) throws LedgerException {
    Instant ended = job.ended();
    return Job.newBuilder()
        .setJobId(job.id())
        .setSpec(job.spec())
        .setState(job.state())
        .setReason(job.reason())
        .setReleaseId(job.release())
        .setSubmittedMillis(job.submitted().toEpochMilli())
        .setEndedMillis(ended == null ? 0 : ended.toEpochMilli())
        .setProgress(progress(job))
        .build();
  }

  private Progress progress(JobRecord job) throws LedgerException {
    Tally tally = ledger.tally(job.id());
    Progress.Builder progress =
        Progress.newBuilder()
            .setFiles(tally.files())
            .setListed(tally.listed())
            .addAllOutcomes(tally.outcomes());
    if (job.state() == JobState.JOB_STATE_SCREENING) {
      double rate = rates.perSecond(job.id());
      progress.setFilesPerSecond(rate);
      if (rate > 0) {
        progress.setRemainingMillis(Math.round((tally.files() - tally.ended()) / rate * MILLIS));
      }
    }
    return progress.build();
  }
}
