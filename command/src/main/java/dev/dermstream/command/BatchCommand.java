package dev.dermstream.command;

import dev.dermstream.batch.server.BatchMain;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.CompareJobsRequest;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.GetReportRequest;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.PauseJobRequest;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.RetryFailedRequest;
import dev.dermstream.batch.v1.RetryFailedResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream batch}: archives of images. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = "Screens archives of images: each image once, whatever fails on the way.",
    subcommands = {
      BatchCommand.Serve.class,
      BatchSubmitCommand.class,
      BatchCommand.Status.class,
      BatchCommand.Watch.class,
      BatchCommand.Pause.class,
      BatchCommand.Resume.class,
      BatchCommand.Cancel.class,
      BatchCommand.RetryFailed.class,
      BatchCommand.Report.class,
      BatchCommand.Compare.class
    })
final class BatchCommand {
  private static final String JOB = "JOB";

  /** What is done with one job. */
  abstract static class OfOneJob implements Callable<Integer> {
    @Parameters(paramLabel = JOB, description = "The job.")
    String job = "";

    @Mixin BatchAccess access = new BatchAccess();
  }

  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = {
        "Serves a worker until SIGTERM.",
        "Workers with one PostgreSQL ledger share their jobs; what was running when one ended "
            + "goes on with the others or at the next start."
      })
  static final class Serve implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file over the defaults.")
    @Nullable Path configFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
      BatchMain.main(configFile == null ? new String[0] : new String[] {configFile.toString()});
      return 0;
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Prints all jobs, the latest first, or everything about one.")
  static final class Status implements Callable<Integer> {
    @Parameters(paramLabel = JOB, arity = "0..1", description = "One job.")
    @Nullable String job;

    @Mixin BatchAccess access = new BatchAccess();

    @Override
    public Integer call() throws IOException {
      return access.look(batch -> {
        if (job != null) {
          JobLines.details(batch.getJob(GetJobRequest.newBuilder().setJobId(job).build()).getJob())
              .forEach(System.out::println);
          return 0;
        }
        System.out.println(JobLines.header());
        batch.listJobs(ListJobsRequest.getDefaultInstance()).getJobsList().stream()
            .map(JobLines::row)
            .forEach(System.out::println);
        return 0;
      });
    }
  }

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = {
        "Follows a job until it ends or rests.",
        "Status 0 if it is completed and nothing of it was set aside or unreadable. It runs "
            + "at a worker (--server)."
      })
  static final class Watch extends OfOneJob {
    @Override
    public Integer call() throws IOException {
      return access.look(batch -> new JobWatch(System.out).follow(batch, job));
    }
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets a job rest; what it has answered is kept.")
  static final class Pause extends OfOneJob {
    @Override
    public Integer call() throws IOException {
      return access.note(batch -> {
        System.out.println(
            JobLines.progress(
                batch.pauseJob(PauseJobRequest.newBuilder().setJobId(job).build()).getJob()));
        return 0;
      });
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = {
        "Goes on with a job that was paused, failed or interrupted.",
        "Without --server it is followed to its end here, as by submit."
      })
  static final class Resume extends OfOneJob {
    @Override
    public Integer call() throws IOException {
      return access.work(batch -> {
        var resumed = batch.resumeJob(ResumeJobRequest.newBuilder().setJobId(job).build());
        System.out.println(JobLines.progress(resumed.getJob()));
        return access.isHere() ? new JobWatch(System.out).follow(batch, job) : 0;
      });
    }
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Ends a job for good; what it has answered stays in the ledger.")
  static final class Cancel extends OfOneJob {
    @Override
    public Integer call() throws IOException {
      return access.note(batch -> {
        System.out.println(
            JobLines.progress(
                batch.cancelJob(CancelJobRequest.newBuilder().setJobId(job).build()).getJob()));
        return 0;
      });
    }
  }

  @Command(
      name = "retry-failed",
      mixinStandardHelpOptions = true,
      description = {
        "Tries everything of a job again that was set aside or could not be read, and writes "
            + "its outputs anew.",
        "Without --server it is followed to its end here."
      })
  static final class RetryFailed extends OfOneJob {
    @Override
    public Integer call() throws IOException {
      return access.work(batch -> {
        RetryFailedResponse retried =
            batch.retryFailed(RetryFailedRequest.newBuilder().setJobId(job).build());
        System.out.printf("%,d files wait again%n", retried.getFiles());
        return access.isHere() ? new JobWatch(System.out).follow(batch, job) : 0;
      });
    }
  }

  @Command(
      name = "report",
      mixinStandardHelpOptions = true,
      description = "Writes the report of a job as one HTML file that needs nothing else.")
  static final class Report extends OfOneJob {
    @Option(
        names = "--output",
        paramLabel = "FILE",
        required = true,
        description = "Written whole, or not at all.")
    Path output = Path.of("");

    @Override
    public Integer call() throws IOException {
      return access.look(batch -> {
        var pieces = batch.getReport(GetReportRequest.newBuilder().setJobId(job).build());
        ReceivedFile.write(output, pieces, piece -> piece.getHtml());
        return 0;
      });
    }
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description =
          "Writes which answers differ between two jobs over the same images, for example of "
              + "two releases: one HTML file, or with .csv every changed answer.")
  static final class Compare implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "One job.")
    String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "The other.")
    String after = "";

    @Option(
        names = "--output",
        paramLabel = "FILE",
        required = true,
        description = "Written whole, or not at all.")
    Path output = Path.of("");

    @Mixin BatchAccess access = new BatchAccess();

    @Override
    public Integer call() throws IOException {
      return access.look(batch -> {
        var pieces =
            batch.compareJobs(
                CompareJobsRequest.newBuilder()
                    .setBeforeJobId(before)
                    .setAfterJobId(after)
                    .setCsv(String.valueOf(output.getFileName()).endsWith(".csv"))
                    .build());
        ReceivedFile.write(output, pieces, piece -> piece.getContent());
        return 0;
      });
    }
  }
}
