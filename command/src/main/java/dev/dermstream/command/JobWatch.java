package dev.dermstream.command;

import dev.dermstream.batch.v1.BatchServiceGrpc.BatchServiceBlockingStub;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.WatchJobRequest;
import dev.dermstream.batch.v1.WatchJobResponse;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a job to its end: in a terminal one line that is written anew, elsewhere a line every so
 * often and at each change of state.
 */
final class JobWatch {
  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private @Nullable JobState lastState;
  private long lastNanos;

  JobWatch(PrintStream out) {
    this.out = out;
    this.terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** Returns the exit status: 0 if the job is completed with an end for every file. */
  int follow(BatchServiceBlockingStub batch, String id) {
    Iterator<WatchJobResponse> standings =
        batch.watchJob(WatchJobRequest.newBuilder().setJobId(id).build());
    Job job = Job.getDefaultInstance();
    while (standings.hasNext()) {
      job = standings.next().getJob();
      show(job);
    }
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    JobLines.details(job).forEach(out::println);
    boolean whole =
        job.getState() == JobState.JOB_STATE_COMPLETED && JobLines.isWhole(job.getProgress());
    return whole ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  private void show(Job job) {
    if (terminal) {
      out.print(CLEAR_LINE + JobLines.progress(job));
      out.flush();
      return;
    }
    long now = System.nanoTime();
    if (job.getState() != lastState || now - lastNanos >= INTERVAL_NANOS) {
      lastState = job.getState();
      lastNanos = now;
      out.println(JobLines.progress(job));
    }
  }
}
