package dev.dermstream.command;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.client.PacsListener;
import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.pacs.client.PacsSession;
import dev.dermstream.pacs.client.PacsSessionConfig;
import dev.dermstream.pacs.client.SessionFailedException;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream pacs send}: files through a session, with their outcomes. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends DICOM files over a gRPC session, which goes on where the connection breaks, "
          + "completes their studies and prints how each object ended.",
      "Status 0 only if all were answered or abstained from."
    })
final class PacsSendCommand implements Callable<Integer> {
  private static final int MOST_PIXELS = 1_000_000_000;
  private static final Set<Disposition> ANSWERS =
      EnumSet.of(
          Disposition.DISPOSITION_ANSWERED,
          Disposition.DISPOSITION_ABSTAINED,
          Disposition.DISPOSITION_DUPLICATE);

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files, or folders of which every file is sent.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      required = true,
      description = "The edge's gRPC port.")
  String server = "";

  @Option(
      names = "--session",
      paramLabel = "UUID",
      description = "Session to go on with. Default: a new one, which is printed.")
  @Nullable UUID session;

  @Mixin ServerAccess access = new ServerAccess();

  private final Map<String, List<String>> studies = new TreeMap<>();
  private int unanswered;

  @Override
  public Integer call() throws IOException, InterruptedException, SessionFailedException {
    UUID id = session == null ? UUID.randomUUID() : session;
    System.out.println("session " + id);
    ManagedChannel channel = access.open(server);
    try (PacsSession edge =
        PacsSession.open(
            channel, id, PacsSessionConfig.USUAL, 0, printer(), ThreadLocalRandom.current())) {
      for (Path file : files()) {
        send(edge, file);
      }
      for (Map.Entry<String, List<String>> study : studies.entrySet()) {
        edge.complete(study.getKey(), study.getValue());
      }
      edge.awaitConcluded();
    } finally {
      channel.shutdownNow();
    }
    return unanswered == 0 ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> inside = Files.walk(path)) {
          inside.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private void send(PacsSession edge, Path file)
      throws IOException, InterruptedException, SessionFailedException {
    try {
      PacsObject object =
          PacsObject.read(Files.readAllBytes(file), DicomLimits.ofPixels(MOST_PIXELS));
      if (!object.studyInstance().isEmpty()) {
        studies
            .computeIfAbsent(object.studyInstance(), study -> new ArrayList<>())
            .add(object.sopInstance());
      }
      edge.send(object);
    } catch (DicomException e) {
      unanswered++;
      System.out.printf("%s: not sent: %s%n", file, e.sentence());
    }
  }

  private PacsListener printer() {
    return new PacsListener() {
      @Override
      public void concluded(InstanceOutcome outcome) {
        print(outcome);
      }
    };
  }

  private void print(InstanceOutcome outcome) {
    String disposition =
        outcome.getDisposition().name().replace("DISPOSITION_", "").toLowerCase(Locale.ROOT);
    String what =
        outcome.hasReport()
            ? "%s %.1f%%"
                .formatted(
                    outcome.getReport().getLabel().getNameEnglish(),
                    outcome.getReport().getLabel().getScorePercent())
            : outcome.getError().getCode() + " " + outcome.getError().getMessage();
    System.out.printf("%s: %s: %s%n", outcome.getSopInstanceUid(), disposition, what.strip());
    if (!ANSWERS.contains(outcome.getDisposition())) {
      unanswered++;
    }
  }
}
