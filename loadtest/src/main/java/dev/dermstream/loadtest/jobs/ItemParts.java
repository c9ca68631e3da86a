package dev.dermstream.loadtest.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.archive.ArchiveConfig;
import dev.dermstream.batch.archive.Archives;
import dev.dermstream.batch.engine.Worker;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerConfig;
import dev.dermstream.batch.ledger.Ledgers;
import dev.dermstream.batch.output.OutputConfig;
import dev.dermstream.batch.output.ResultWriters;
import dev.dermstream.batch.screening.JobScreening;
import dev.dermstream.batch.screening.Places;
import dev.dermstream.batch.screening.ScreeningConfig;
import dev.dermstream.batch.screening.ScreeningListener;
import dev.dermstream.batch.screening.ScreeningParts;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a worker is made of, with its defaults, an embedded ledger in a folder and a gateway that
 * answers at once.
 */
record ItemParts(Config config, Ledger ledger, Path source, Path folder)
    implements Worker.Places, AutoCloseable {
  static final String JOB = "small-items";
  private static final int MOST_PIXELS = 1_000_000;

  private static final ScreeningListener NOBODY =
      new ScreeningListener() {
        @Override
        public void began() {}

        @Override
        public void ended(ImageOutcome outcome) {}

        @Override
        public void gaveUp() {}

        @Override
        public void failed(String code) {}
      };

  static ItemParts open(Path source, Path folder) throws IOException {
    Config config =
        ConfigFactory.parseString(
                "dermstream.batch.ledger.directory = \"%s\"".formatted(folder.resolve("ledger")))
            .withFallback(Configuration.load(null));
    return new ItemParts(config, Ledgers.open(LedgerConfig.from(config)), source, folder);
  }

  /** Notes the job, which is to be listed. */
  JobRecord create() throws IOException {
    JobSpec spec =
        JobSpec.newBuilder()
            .setSource(Source.newBuilder().setLocation(source.toString()))
            .addOutputs(Output.newBuilder().setLocation(output().toString()))
            .setRelease("live")
            .build();
    return ledger.create(
        new JobRecord(
            JOB, spec, JobState.JOB_STATE_LISTING, "", "", Clock.systemUTC().instant(), null));
  }

  Path output() {
    return folder.resolve("results.jsonl");
  }

  ScreeningConfig screening() {
    return Settings.read(config, "dermstream.batch", ScreeningConfig::read);
  }

  JobScreening screening(JobRecord job) throws IOException {
    ScreeningConfig screening = screening();
    return new JobScreening(
        job,
        "",
        archive(job),
        new ScreeningParts(
            ledger,
            new InstantGateway(),
            new Places(screening.memoryBytes()),
            DicomLimits.ofPixels(MOST_PIXELS),
            screening,
            NOBODY,
            Clock.systemUTC()));
  }

  @Override
  public Archive archive(JobRecord job) throws IOException {
    return Archives.open(job.spec().getSource(), ArchiveConfig.from(config));
  }

  @Override
  public void write(JobRecord job) throws IOException, InterruptedException {
    for (Output output : job.spec().getOutputsList()) {
      ResultWriters.open(
              output,
              OutputConfig.from(config),
              result -> {
                throw new IllegalStateException("No image is read again");
              })
          .write(
              Job.newBuilder().setJobId(job.id()).setSpec(job.spec()).build(),
              reader -> ledger.<IOException>results(job.id(), reader::read));
    }
  }

  @Override
  public void close() {
    ledger.close();
  }
}
