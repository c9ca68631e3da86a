package dev.dermstream.batch.server;

import dev.dermstream.batch.ledger.JobRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Pages for a person. Thread-safe. */
interface JobPages {
  /** Writes the report of a job into a file. */
  void report(JobRecord job, Path file) throws IOException, InterruptedException;

  /** Writes how the answers of two jobs differ into a file. */
  void comparison(JobRecord before, JobRecord after, Path file)
      throws IOException, InterruptedException;

  /** Writes every changed answer as a line of CSV into a file. */
  void changes(JobRecord before, JobRecord after, Path file)
      throws IOException, InterruptedException;
}
