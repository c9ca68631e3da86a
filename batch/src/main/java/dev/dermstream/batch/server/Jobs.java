package dev.dermstream.batch.server;

import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.ledger.Tally;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What can be asked of jobs. Thread-safe. */
final class Jobs {
  static final Set<JobState> RUNNING =
      EnumSet.of(
          JobState.JOB_STATE_LISTING, JobState.JOB_STATE_SCREENING, JobState.JOB_STATE_WRITING);
  private static final Set<JobState> RESTING =
      EnumSet.of(JobState.JOB_STATE_PAUSED, JobState.JOB_STATE_FAILED);

  /** Finds out, before anything is begun, whether source and outputs can be used. */
  interface Trial {
    /**
     * @throws IOException with a sentence that says what is wrong
     */
    void run(JobSpec spec) throws IOException;
  }

  private final Ledger ledger;
  private final JobChecks checks;
  private final Trial trial;
  private final Runnable changed;
  private final Clock clock;

  /**
   * @param changed called after a job was moved
   */
  Jobs(Ledger ledger, JobChecks checks, Trial trial, Runnable changed, Clock clock) {
    this.ledger = ledger;
    this.checks = checks;
    this.trial = trial;
    this.changed = changed;
    this.clock = clock;
  }

  JobRecord submit(String wanted, JobSpec spec) throws LedgerException {
    String id = wanted.isEmpty() ? UUID.randomUUID().toString() : wanted;
    checks.requireId(id);
    checks.require(spec);
    var known = ledger.job(id);
    if (known.isPresent()) {
      return same(known.get(), spec);
    }
    try {
      trial.run(spec);
    } catch (IOException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
    boolean pinned = !spec.getRelease().isEmpty() && !spec.getRelease().equals("live");
    JobRecord job =
        ledger.create(
            new JobRecord(
                id,
                spec,
                JobState.JOB_STATE_LISTING,
                "",
                pinned ? spec.getRelease() : "",
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null));
    changed.run();
    return same(job, spec);
  }

  private static JobRecord same(JobRecord job, JobSpec spec) {
    if (!job.spec().equals(spec)) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "Another job has the id %s already.".formatted(job.id()));
    }
    return job;
  }

  JobRecord get(String id) throws LedgerException {
    return ledger
        .job(id)
        .orElseThrow(() ->
            new ServiceException(ErrorCode.JOB_NOT_FOUND, "There is no job %s.".formatted(id)));
  }

  List<JobRecord> list() throws LedgerException {
    return ledger.jobs();
  }

  JobRecord pause(String id) throws LedgerException {
    JobRecord job = get(id);
    if (job.state() != JobState.JOB_STATE_PAUSED
        && !move(id, RUNNING, JobState.JOB_STATE_PAUSED, "Paused on request.")) {
      throw refused(get(id), "paused");
    }
    return get(id);
  }

  JobRecord resume(String id) throws LedgerException {
    JobRecord job = get(id);
    if (!RUNNING.contains(job.state()) && !move(id, RESTING, next(id), "")) {
      throw refused(get(id), "resumed");
    }
    return get(id);
  }

  JobRecord cancel(String id) throws LedgerException {
    JobRecord job = get(id);
    Set<JobState> open = EnumSet.copyOf(RUNNING);
    open.addAll(RESTING);
    if (job.state() != JobState.JOB_STATE_CANCELLED
        && !move(id, open, JobState.JOB_STATE_CANCELLED, "")) {
      throw refused(get(id), "cancelled");
    }
    return get(id);
  }

  /** Returns how many files wait again. */
  long retryFailed(String id) throws LedgerException {
    JobRecord job = get(id);
    if (job.state() == JobState.JOB_STATE_CANCELLED) {
      throw refused(job, "retried");
    }
    if (!ledger.tally(id).listed()) {
      throw new ServiceException(
          ErrorCode.JOB_STATE, "Job %s is still being listed.".formatted(id));
    }
    long files = ledger.reopen(id);
    if (files > 0) {
      Set<JobState> from =
          EnumSet.of(
              JobState.JOB_STATE_COMPLETED, JobState.JOB_STATE_WRITING, JobState.JOB_STATE_FAILED);
      move(id, from, JobState.JOB_STATE_SCREENING, "");
    }
    return files;
  }

  private boolean move(String id, Set<JobState> from, JobState to, String reason)
      throws LedgerException {
    boolean moved = ledger.move(id, from, to, reason);
    changed.run();
    return moved;
  }

  /** Where a job that rests goes on. */
  private JobState next(String id) throws LedgerException {
    Tally tally = ledger.tally(id);
    if (!tally.listed()) {
      return JobState.JOB_STATE_LISTING;
    }
    return tally.ended() < tally.files()
        ? JobState.JOB_STATE_SCREENING
        : JobState.JOB_STATE_WRITING;
  }

  private static ServiceException refused(JobRecord job, String what) {
    String state = job.state().name().substring("JOB_STATE_".length());
    return new ServiceException(
        ErrorCode.JOB_STATE, "Job %s is %s and cannot be %s.".formatted(job.id(), state, what));
  }
}
