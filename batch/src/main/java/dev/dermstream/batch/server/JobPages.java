package dev.dermstream.batch.server;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.report.JobComparison;
import dev.dermstream.batch.report.JobReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pages for a person, from the ledger and the archives. Thread-safe. */
final class JobPages {
  private final JobViews views;
  private final WorkerPlaces places;

  JobPages(JobViews views, WorkerPlaces places) {
    this.views = views;
    this.places = places;
  }

  /** Writes the report of a job into a file. */
  void report(JobRecord job, Path file) throws IOException, InterruptedException {
    try (Archive archive = places.archive(job);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      JobReport.write(views.of(job), places.results(job), places.bytes(job, archive), out);
    }
  }

  /** Writes how the answers of two jobs differ into a file. */
  void comparison(JobRecord before, JobRecord after, Path file)
      throws IOException, InterruptedException {
    try (Archive archive = places.archive(after);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      compare(before, after).write(places.bytes(after, archive), out);
    }
  }

  /** Writes every changed answer as a line of CSV into a file. */
  void changes(JobRecord before, JobRecord after, Path file)
      throws IOException, InterruptedException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      compare(before, after).writeCsv(out);
    }
  }

  private JobComparison compare(JobRecord before, JobRecord after) throws IOException {
    return new JobComparison(
        views.of(before), places.results(before), views.of(after), places.results(after));
  }
}
