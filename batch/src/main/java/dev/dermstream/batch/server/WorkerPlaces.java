package dev.dermstream.batch.server;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.archive.ArchiveConfig;
import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.archive.ArchiveFault;
import dev.dermstream.batch.archive.Archives;
import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.engine.Worker;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.output.OutputConfig;
import dev.dermstream.batch.output.ResultWriters;
import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.Output;
import java.io.IOException;
import java.util.Optional;

/** Archives and outputs as a worker's configuration lets them be. Thread-safe. */
final class WorkerPlaces implements Worker.Places {
  private static final ImageBytes NONE =
      _ -> {
        throw new ArchiveException(ArchiveFault.MISSING, "no image is read by a trial");
      };

  private final Ledger ledger;
  private final JobViews views;
  private final ArchiveConfig archives;
  private final OutputConfig outputs;
  private final int mostImageBytes;

  WorkerPlaces(Ledger ledger, JobViews views, BatchConfig config) {
    this.ledger = ledger;
    this.views = views;
    this.archives = config.archive();
    this.outputs = config.output();
    this.mostImageBytes = config.screening().mostImageBytes();
  }

  /** Whether source and outputs of a job that is to be submitted can be used. */
  void require(JobSpec spec) throws IOException {
    Archives.open(spec.getSource(), archives).close();
    for (Output output : spec.getOutputsList()) {
      ResultWriters.open(output, outputs, NONE).check();
    }
  }

  @Override
  public Archive archive(JobRecord job) throws IOException {
    return Archives.open(job.spec().getSource(), archives);
  }

  @Override
  public void write(JobRecord job) throws IOException, InterruptedException {
    try (Archive archive = archive(job)) {
      for (Output output : job.spec().getOutputsList()) {
        ResultWriters.open(output, outputs, bytes(job, archive)).write(views.of(job), results(job));
      }
    }
  }

  /** The results of a job. */
  Results results(JobRecord job) {
    return reader -> ledger.<IOException>results(job.id(), reader::read);
  }

  /** Reads the files of a job again. */
  ImageBytes bytes(JobRecord job, Archive archive) {
    return result -> {
      Optional<Entry> entry = ledger.file(job.id(), result.getPosition());
      return archive.read(
          entry.orElseThrow(() ->
              new ArchiveException(ArchiveFault.MISSING, "The ledger does not know the file")),
          mostImageBytes);
    };
  }
}
