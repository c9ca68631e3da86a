package dev.dermstream.command;

import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.OutputFormat;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SourceKind;
import dev.dermstream.batch.v1.SubmitJobRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream batch submit}: a new job. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Screens everything that a source holds.",
      "With --server the job is handed to the workers and runs there; otherwise a cluster and "
          + "a worker are started here and the job is followed to its end. If this process ends "
          + "before, `resume` goes on with it. Status 0 if the job was taken and, where it is "
          + "followed, is completed with nothing set aside or unreadable."
    })
final class BatchSubmitCommand implements Callable<Integer> {
  enum Kind {
    FOLDER,
    MANIFEST,
    ARCHIVE,
    DICOM,
    S3
  }

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A folder, a list of files (.jsonl, .csv), a zip or tar file, or "
              + "s3://BUCKET/PREFIX; as the workers see it.")
  String source = "";

  @Option(
      names = "--kind",
      description =
          "${COMPLETION-CANDIDATES}; by the source's name and what is there if not given.")
  @Nullable Kind kind;

  @Option(
      names = "--output",
      paramLabel = "OUTPUT",
      description =
          "Where results are written when everything has its answer: FILE.jsonl, FILE.csv, "
              + "FILE.parquet, a jdbc: address, or a folder for DICOM structured reports. May "
              + "be repeated.")
  List<String> outputs = new ArrayList<>();

  @Option(names = "--title", paramLabel = "TEXT", description = "For a person.")
  String title = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Profile to answer with; the release's default if not given.")
  String profile = "";

  @Option(
      names = "--release",
      paramLabel = "ID",
      description =
          "Only answers of this release are taken. \"live\": of whichever is live. Default: "
              + "of the one that is live when the job begins.")
  String release = "";

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "-100 to 100: jobs of a higher priority go first. Default: ${DEFAULT-VALUE}.")
  int priority;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "A file that has failed so often is set aside. Default: the worker's.")
  int attempts;

  @Option(
      names = "--id",
      paramLabel = "JOB",
      description = "The job's id, 8 to 40 of a-z, 0-9 and -. Default: a new one.")
  String id = "";

  @Option(names = "--watch", description = "Follow the job to its end at the workers too.")
  boolean watch;

  @Option(names = "--lang", description = "${COMPLETION-CANDIDATES}: language of the summaries.")
  Lang lang = Lang.EN;

  @Mixin RegionOption region = new RegionOption();

  @Mixin BatchAccess access = new BatchAccess();

  @Override
  public Integer call() throws IOException {
    return access.work(batch -> {
      Job job =
          batch
              .submitJob(
                  SubmitJobRequest.newBuilder()
                      .setJobId(id.isEmpty() ? UUID.randomUUID().toString() : id)
                      .setSpec(spec())
                      .build())
              .getJob();
      System.out.println("job " + job.getJobId());
      System.out.flush();
      return watch || access.isHere() ? new JobWatch(System.out).follow(batch, job.getJobId()) : 0;
    });
  }

  private JobSpec spec() {
    JobSpec.Builder spec =
        JobSpec.newBuilder()
            .setTitle(title)
            .setSource(
                Source.newBuilder()
                    .setLocation(located(source))
                    .setKind(
                        kind == null
                            ? SourceKind.SOURCE_KIND_UNSPECIFIED
                            : SourceKind.valueOf("SOURCE_KIND_" + kind.name())))
            .setProfile(profile)
            .setLanguage(lang.language())
            .setRegionOfInterest(region.value())
            .setRelease(release)
            .setPriority(priority)
            .setAttempts(attempts);
    for (String output : outputs) {
      spec.addOutputs(
          Output.newBuilder()
              .setFormat(OutputFormat.OUTPUT_FORMAT_UNSPECIFIED)
              .setLocation(located(output)));
    }
    return spec.build();
  }

  /** Paths of this process are made absolute: another one may go on with the job. */
  private String located(String location) {
    String lower = location.toLowerCase(Locale.ROOT);
    boolean address = lower.startsWith("s3://") || lower.startsWith("jdbc:");
    return access.isHere() && !address
        ? Path.of(location).toAbsolutePath().normalize().toString()
        : location;
  }
}
