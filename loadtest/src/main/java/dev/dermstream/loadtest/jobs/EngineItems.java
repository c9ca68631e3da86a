package dev.dermstream.loadtest.jobs;

import dev.dermstream.batch.engine.JobEngine;
import dev.dermstream.batch.engine.Worker;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.platform.cluster.ClusterConfig;
import java.io.IOException;
import java.time.Clock;

/** The worker's engine as it is, with a gateway that answers at once. */
final class EngineItems {
  private static final long LOOK_MILLIS = 20;

  private EngineItems() {}

  static JobTimes run(ItemParts parts) throws IOException, InterruptedException {
    Worker worker =
        new Worker(parts.ledger(), parts, parts::screening, parts.screening().inFlight());
    try (JobEngine engine =
        JobEngine.start(ClusterConfig.from(parts.config()), worker, Clock.systemUTC())) {
      PhaseClock phases = new PhaseClock();
      JobRecord job = parts.create();
      engine.wake();
      while (job.state() != JobState.JOB_STATE_COMPLETED) {
        if (job.state() == JobState.JOB_STATE_FAILED) {
          throw new IOException("The job failed: " + job.reason());
        }
        phases.in(job.state());
        Thread.sleep(LOOK_MILLIS);
        job = parts.ledger().job(job.id()).orElseThrow();
      }
      return phases.end(parts.ledger().tally(job.id()).files());
    }
  }
}
