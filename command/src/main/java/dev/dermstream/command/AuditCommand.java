package dev.dermstream.command;

import com.typesafe.config.Config;
import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream audit}: checks and writes out what gateways recorded, also while they do. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Checks and exports the audit records of gateways, and runs one again.",
    subcommands = {AuditCommand.Verify.class, AuditCommand.Export.class, AuditRerunCommand.class})
final class AuditCommand {
  private static final int MOST_FINDINGS = 100;

  /** Where the records are. */
  static final class Source {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the gateways, which says where the records are.")
    @Nullable Path configFile;

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        description = "An embedded store's folder, instead of the configured one.")
    @Nullable Path directory;

    StoreConfig store() {
      if (directory != null) {
        return new StoreConfig(directory, "", "", "");
      }
      Config config = Configuration.load(configFile);
      return Settings.read(config, "dermstream.gateway", AuditConfig::read).store();
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks that no record was altered, removed, added or moved, against the chains' own "
            + "digests and against anchors.",
        "Exit status 0 only if everything is as it was written."
      })
  static final class Verify implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Mixin AnchorOption anchorFiles = new AnchorOption();

    @Override
    public Integer call() throws IOException, AuditStoreException {
      StoreConfig store = source.store();
      List<Anchor> anchors = anchorFiles.read(store);
      ChainVerifier verifier = new ChainVerifier(anchors);
      try (AuditReader reader = store.read()) {
        reader.read(verifier::begin, verifier::accept);
      }
      List<Finding> findings = verifier.finish();
      for (ChainHead head : verifier.heads()) {
        System.out.printf("%s ends at record %d, %s%n", head.chain(), head.sequence(), head.hash());
      }
      findings.stream().limit(MOST_FINDINGS).forEach(System.out::println);
      System.out.printf(
          "%d records in %d chains, %d anchors: %s%n",
          verifier.records(),
          verifier.heads().size(),
          anchors.size(),
          findings.isEmpty() ? "all as written" : findings.size() + " findings");
      return findings.isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes the records, one JSON object a line, by chain and in order.",
        "The SHA-256 of a line without its line end is the next line's \"previous\"."
      })
  static final class Export implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Option(names = "--chain", paramLabel = "NAME", description = "This chain only.")
    String chain = "";

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "From this time on, e.g. 2026-11-21T00:00:00Z.")
    Instant from = Instant.EPOCH;

    @Option(names = "--to", paramLabel = "TIME", description = "Before this time.")
    Instant to = Instant.MAX;

    @Option(names = "--out", paramLabel = "FILE", description = "New file; else standard output.")
    @Nullable Path out;

    @Override
    public Integer call() throws IOException, AuditStoreException {
      try (AuditReader reader = source.store().read()) {
        if (out == null) {
          write(reader, System.out);
        } else {
          try (PrintStream file =
              new PrintStream(
                  Files.newOutputStream(out, java.nio.file.StandardOpenOption.CREATE_NEW),
                  false,
                  StandardCharsets.UTF_8)) {
            write(reader, file);
          }
        }
      }
      return 0;
    }

    private void write(AuditReader reader, PrintStream target)
        throws IOException, AuditStoreException {
      reader.read(
          state -> {},
          row -> {
            if (isAskedFor(row)) {
              target.print(row.text() + "\n");
            }
          });
      if (target.checkError()) {
        throw new IOException("The records could not be written");
      }
    }

    private boolean isAskedFor(StoredRecord row) {
      Instant at = Instant.ofEpochMilli(row.atMillis());
      return (chain.isEmpty() || chain.equals(row.chain()))
          && !at.isBefore(from)
          && at.isBefore(to);
    }
  }
}
