package dev.dermstream.command;

import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream screen}: images in, reports out. */
@Command(
    name = "screen",
    mixinStandardHelpOptions = true,
    description = {
      "Screens images (JPEG, PNG, DICOM) and prints a report on each.",
      "Without --server it starts the whole cluster in this process, on loopback only. Exit "
          + "status 0 only if every file was answered; a refused file is reported and the rest "
          + "go on."
    })
final class ScreenCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON,
    XML
  }

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or folders of images.")
  List<Path> paths = List.of();

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Profile to answer with; the release's default if not given.")
  String profile = "";

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; json is one object a line. Default: table.")
  Format format = Format.TABLE;

  @Option(
      names = "--labels",
      paramLabel = "A,B,C",
      split = ",",
      description =
          "Instead of a report: the likelihood that the model gives each of these labels, 2 "
              + "to 100. For profiles that were taught to choose; a table or json.")
  List<String> labels = List.of();

  @Mixin RegionOption region = new RegionOption();

  @Mixin GatewayChoice gateway = new GatewayChoice();

  @Option(names = "--lang", description = "${COMPLETION-CANDIDATES}: language of the reports.")
  Lang lang = Lang.EN;

  @Option(
      names = "--concurrency",
      description = "Images in flight, 1 to 256. Default: ${DEFAULT-VALUE}.")
  int concurrency = 4;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for one image. Default: ${DEFAULT-VALUE}.")
  int deadlineSeconds = 120;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (concurrency < 1 || concurrency > 256 || deadlineSeconds < 1) {
      throw new IllegalArgumentException(
          "--concurrency must be 1 to 256 and --deadline at least 1 second");
    }
    if (ranks() && format == Format.XML) {
      throw new IllegalArgumentException("--labels are answered as a table or as json");
    }
    ImageFiles images = ImageFiles.of(paths);
    if (images.files().isEmpty()) {
      throw new IllegalArgumentException("No image files found (looked for JPEG, PNG and DICOM)");
    }
    return gateway.call(channel -> screen(images, channel));
  }

  private boolean ranks() {
    return !labels.isEmpty();
  }

  private ScreeningClient.Question question() {
    if (ranks()) {
      RankRequest request =
          RankRequest.newBuilder()
              .setProfile(profile)
              .setLanguage(lang.language())
              .setRegionOfInterest(region.value())
              .addAllLabels(labels.stream().map(String::strip).toList())
              .build();
      return (gateway, file, image) ->
          new Ranked(file, gateway.rank(request.toBuilder().setImage(image).build()));
    }
    ScreenRequest request =
        ScreenRequest.newBuilder()
            .setProfile(profile)
            .setLanguage(lang.language())
            .setRegionOfInterest(region.value())
            .build();
    return (gateway, file, image) ->
        new Reported(file, gateway.screen(request.toBuilder().setImage(image).build()).getReport());
  }

  private int screen(ImageFiles images, ManagedChannel channel)
      throws IOException, InterruptedException {
    Tally tally = new Tally();
    long start = System.nanoTime();
    try (ScreeningClient client =
            new ScreeningClient(
                channel, question(), concurrency, Duration.ofSeconds(deadlineSeconds));
        ProgressLine progress = new ProgressLine("Screening", images.files().size())) {
      Table table = new Table(System.out, lang.language(), images.files());
      if (format == Format.TABLE) {
        table.printHeader(ranks());
      }
      client.screen(
          images.files(),
          screened -> {
            tally.add(screened);
            progress.step(() -> print(table, screened));
          });
    }
    tally.print(System.err, images.skipped(), System.nanoTime() - start);
    return tally.allAnswered() ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  private void print(Table table, ScreenedFile screened) {
    switch (format) {
      case TABLE -> table.print(screened);
      case JSON -> System.out.println(FileReports.json(screened));
      case XML -> System.out.println(FileReports.xml(screened));
    }
  }

  /** Counts outcomes and remembers what answered. */
  private static final class Tally {
    private int answered;
    private int abstained;
    private int rejected;
    private int failed;
    private String provenance = "";
    private String notice = "";

    void add(ScreenedFile screened) {
      switch (screened) {
        case Failed ignored -> failed++;
        case Reported(var file, Report report) -> {
          switch (report.getDisposition()) {
            case DISPOSITION_ANSWERED -> answered++;
            case DISPOSITION_ABSTAINED -> abstained++;
            case DISPOSITION_REJECTED -> rejected++;
            case DISPOSITION_UNSPECIFIED, UNRECOGNIZED -> failed++;
          }
          remember(report.getProvenance(), report.getNotice());
        }
        case Ranked(var file, RankResponse answer) -> {
          answered++;
          remember(answer.getProvenance(), answer.getNotice());
        }
      }
    }

    private void remember(Provenance origin, String toldNotice) {
      provenance =
          "release %s, node %s, %s"
              .formatted(origin.getReleaseId(), origin.getNodeId(), origin.getEngine());
      if (!toldNotice.isEmpty()) {
        notice = toldNotice;
      }
    }

    boolean allAnswered() {
      return abstained + rejected + failed == 0;
    }

    void print(PrintStream out, int skipped, long nanos) {
      int files = answered + abstained + rejected + failed;
      out.printf(
          Locale.ROOT,
          "%d files: %d answered, %d abstained, %d rejected, %d failed%s; %.1f s, %.1f images/s%n",
          files,
          answered,
          abstained,
          rejected,
          failed,
          skipped == 0 ? "" : " (" + skipped + " without an image's name skipped)",
          nanos / 1e9,
          files / (nanos / 1e9));
      if (!provenance.isEmpty()) {
        out.println("Answered by " + provenance);
      }
      if (!notice.isEmpty()) {
        out.println(notice);
      }
    }
  }
}
