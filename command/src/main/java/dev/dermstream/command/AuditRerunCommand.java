package dev.dermstream.command;

import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.command.ScreeningClient.Question;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dermstream audit rerun}: a past answer once more, from its record, on its release. */
@Command(
    name = "rerun",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = Dermstream.EXIT_USAGE,
    description = {
      "Screens the image of a record once more, on the release that the record names, and "
          + "compares outcome, label, every score and the regions.",
      "Without --server it starts a cluster in this process, on loopback only, which records "
          + "nothing; --config should be that of the servers. Exit status 0 only if the record "
          + "is as it was written and the answer is the same, 1 if one of them is not, 2 if it "
          + "could not be compared."
    })
final class AuditRerunCommand implements Callable<Integer> {
  enum Format {
    TABLE,
    JSON
  }

  @ArgGroup(multiplicity = "1")
  RecordChoice choice = new RecordChoice();

  @Option(
      names = "--image",
      required = true,
      paramLabel = "PATH",
      description = "The image, or a folder to search for it by its SHA-256.")
  Path image = Path.of("");

  @Mixin AuditCommand.Source source = new AuditCommand.Source();

  @Mixin AnchorOption anchors = new AnchorOption();

  @Mixin RerunGateway gateway = new RerunGateway();

  @Option(
      names = "--lang",
      description =
          "${COMPLETION-CANDIDATES}: language of the text, which no record tells; the model's "
              + "own label is read from the text. Default: ${DEFAULT-VALUE}.")
  Lang lang = Lang.EN;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: table.")
  Format format = Format.TABLE;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for the answer. Default: ${DEFAULT-VALUE}.")
  int deadlineSeconds = 120;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, AuditStoreException, InterruptedException {
    if (deadlineSeconds < 1) {
      throw new IllegalArgumentException("--deadline must be at least 1 second");
    }
    StoreConfig store = source.store();
    CheckedRecord record = CheckedRecord.find(store, anchors.read(store), choice);
    List<Finding> damage = record.ownFindings();
    if (!damage.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      damage.forEach(err::println);
      err.println("dermstream: the record is not as it was written; nothing was compared");
      return Dermstream.EXIT_INCOMPLETE;
    }
    ScreenRequest request = PastRequest.of(record.image(), lang.language());
    Path file = RecordedImage.find(image, record.image());
    return gateway.call(
        Configuration.load(source.configFile),
        record.image().conclusion().origin(),
        channel -> compare(record, file, request, channel));
  }

  private int compare(
      CheckedRecord record, Path file, ScreenRequest request, ManagedChannel channel)
      throws IOException, InterruptedException {
    Report now = report(file, request, channel);
    RerunComparison comparison =
        RerunComparison.of(record.image().conclusion(), Conclusions.of(now));
    RerunOutput output = new RerunOutput(record, file, comparison);
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TABLE -> output.print(out);
      case JSON -> out.println(output.json());
    }
    return comparison.same() && record.findings().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  private Report report(Path file, ScreenRequest request, ManagedChannel channel)
      throws IOException, InterruptedException {
    Question again =
        (stub, path, bytes) ->
            new Reported(
                path, stub.screen(request.toBuilder().setImage(bytes).build()).getReport());
    try (ScreeningClient client =
        new ScreeningClient(channel, again, 1, Duration.ofSeconds(deadlineSeconds))) {
      return switch (client.screen(file)) {
        case Reported(Path path, Report report) -> report;
        case Failed(Path path, var error) ->
            throw new IOException(
                "The image could not be screened now: %s: %s"
                    .formatted(error.getCode(), error.getMessage()));
        case ScreenedFile.Ranked ranked ->
            throw new IllegalStateException("A ranking in place of a report");
      };
    }
  }
}
