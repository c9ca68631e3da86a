package dev.dermstream.command;

import com.google.protobuf.util.Timestamps;
import com.typesafe.config.Config;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.report.CodeMapProposal;
import dev.dermstream.pacs.server.ConformanceStatement;
import dev.dermstream.pacs.server.PacsMain;
import dev.dermstream.pacs.v1.DispositionCount;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream pacs}: the edge of a hospital. */
@Command(
    name = "pacs",
    mixinStandardHelpOptions = true,
    description = "Connects a PACS: takes its images, screens them, sends reports back.",
    subcommands = {
      PacsCommand.Serve.class,
      PacsCommand.Codes.class,
      PacsSendCommand.class,
      PacsCommand.Reconcile.class,
      PacsCommand.Conformance.class
    })
final class PacsCommand {
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = {
        "Serves the edge until SIGTERM: C-STORE, STOW-RS and gRPC in, reports out.",
        "What it has acknowledged is in its log and goes on after the next start."
      })
  static final class Serve implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file over the defaults.")
    @Nullable Path configFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
      PacsMain.main(configFile == null ? new String[0] : new String[] {configFile.toString()});
      return 0;
    }
  }

  @Command(
      name = "codes",
      mixinStandardHelpOptions = true,
      description = {
        "Proposes the code map: every class that a gateway serves, under a code of this "
            + "project's own.",
        "Replace them with the hospital's, sign the file, and name it in "
            + "dermstream.pacs.codes."
      })
  static final class Codes implements Callable<Integer> {
    private static final int SECONDS = 30;

    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        required = true,
        description = "The gateway.")
    String server = "";

    @Option(
        names = "--profile",
        paramLabel = "NAME",
        description = "Of this profile alone; of all that measure classes if not given.")
    String profile = "";

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Written only if it is not there. Standard output if not given.")
    @Nullable Path output;

    @Mixin ServerAccess access = new ServerAccess();

    @Override
    public Integer call() throws IOException {
      ManagedChannel channel = access.open(server);
      try {
        Release release =
            ScreeningServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                .getRelease(GetReleaseRequest.getDefaultInstance())
                .getRelease();
        List<ProfileInfo> profiles =
            release.getProfilesList().stream()
                .filter(one -> profile.isEmpty() || one.getName().equals(profile))
                .filter(one -> one.getLabelSetCount() > 0)
                .toList();
        if (profiles.isEmpty()) {
          throw new IllegalArgumentException(
              "The release %s has no such profile with classes".formatted(release.getReleaseId()));
        }
        write(CodeMapProposal.of(profiles));
        return 0;
      } finally {
        channel.shutdownNow();
      }
    }

    private void write(String map) throws IOException {
      if (output == null) {
        System.out.print(map);
        return;
      }
      if (Files.exists(output)) {
        throw new IOException(output + " is there already; it is not replaced");
      }
      Files.writeString(output, map);
      System.out.printf(
          "%s written: put the hospital's codes in, then confirmed-by and confirmed-on%n", output);
    }
  }

  @Command(
      name = "conformance",
      mixinStandardHelpOptions = true,
      description = "Prints the DICOM conformance statement, in Markdown, as the code has it.")
  static final class Conformance implements Callable<Integer> {
    @Override
    public Integer call() {
      System.out.print(ConformanceStatement.markdown());
      return 0;
    }
  }

  @Command(
      name = "reconcile",
      mixinStandardHelpOptions = true,
      description = {
        "Holds a day against the edge's log: what was sent = what ended + what waits + what "
            + "is missing, the latter named.",
        "Status 1 where something waits or is missing. May run beside the edge."
      })
  static final class Reconcile implements Callable<Integer> {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the edge: dermstream.pacs.directory.")
    @Nullable Path configFile;

    @Option(
        names = "--day",
        paramLabel = "DATE",
        description = "For example 2026-11-22, in this system's time zone. Default: today.")
    @Nullable LocalDate day;

    @Option(
        names = "--from",
        paramLabel = "NAME",
        description = "AE title, session or name of one sender. Default: all.")
    String peer = "";

    @Option(
        names = "--sent",
        paramLabel = "FILE",
        description =
            "SOP Instance UIDs that were sent, one a line. Without it, what was received is "
                + "taken for all.")
    @Nullable Path sent;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Config config = Configuration.load(configFile);
      ZonedDateTime start =
          (day == null ? LocalDate.now(ZoneId.systemDefault()) : day)
              .atStartOfDay(ZoneId.systemDefault());
      ReconcileRequest.Builder request =
          ReconcileRequest.newBuilder()
              .setFrom(Timestamps.fromMillis(start.toInstant().toEpochMilli()))
              .setTo(Timestamps.fromMillis(start.plusDays(1).toInstant().toEpochMilli()))
              .setPeer(peer);
      if (sent != null) {
        Files.readAllLines(sent).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(request::addSopInstanceUids);
      }
      try (Ledger ledger = Ledger.read(Path.of(config.getString("dermstream.pacs.directory")))) {
        return print(ledger.reconcile(request.build()));
      }
    }

    private static int print(Reconciliation day) {
      System.out.printf("%-18s %7d%n", "sent", day.getSent());
      for (DispositionCount one : day.getDispositionsList()) {
        System.out.printf(
            "%-18s %7d%n",
            one.getDisposition().name().replace("DISPOSITION_", "").toLowerCase(Locale.ROOT),
            one.getCount());
      }
      System.out.printf("%-18s %7d%n", "waiting", day.getWaitingSopInstanceUidsCount());
      System.out.printf("%-18s %7d%n", "missing", day.getMissingSopInstanceUidsCount());
      System.out.printf(
          "besides: %d sent again, %d in conflict%n",
          day.getRepeatedObjects(), day.getConflictingObjects());
      day.getWaitingSopInstanceUidsList().forEach(uid -> System.out.println("waiting " + uid));
      day.getMissingSopInstanceUidsList().forEach(uid -> System.out.println("missing " + uid));
      boolean whole =
          day.getWaitingSopInstanceUidsCount() + day.getMissingSopInstanceUidsCount() == 0;
      return whole ? 0 : Dermstream.EXIT_INCOMPLETE;
    }
  }
}
