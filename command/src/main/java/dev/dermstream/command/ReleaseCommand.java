package dev.dermstream.command;

import com.typesafe.config.Config;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Decision;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.ReleasesConfig;
import dev.dermstream.platform.release.SigningKey;
import dev.dermstream.platform.release.StoredRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream release}: publishes releases and decides which of them is live. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Builds, compares and verifies releases, and makes one of them live.",
    subcommands = {
      ReleaseCommand.Build.class,
      ReleaseCommand.Listing.class,
      ReleaseCommand.Diff.class,
      ReleaseCommand.Verify.class,
      ReleaseCommand.Activate.class,
      ReleaseCommand.Rollback.class
    })
final class ReleaseCommand {
  /** Where the releases are. */
  static final class Source {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Configuration of the servers: dermstream.releases.store and .trusted-keys.")
    @Nullable Path configFile;

    @Option(
        names = "--store",
        paramLabel = "DIR",
        description = "The store, instead of the configured one; build makes it.")
    @Nullable Path directory;

    ReleaseStore store() throws IOException {
      Config config = Configuration.load(configFile);
      ReleasesConfig releases = ReleasesConfig.from(config);
      if (directory == null && releases.store().isEmpty()) {
        throw new IllegalArgumentException(
            "No store: give --store DIR, or dermstream.releases.store in --config FILE");
      }
      return new ReleaseStore(
          directory != null ? directory : Path.of(releases.store()), releases.trusted());
    }
  }

  /** How a decision is to be made. */
  static final class Deciding {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why, for the history. Nothing of a patient.")
    String reason = "";

    @Option(
        names = "--alone",
        description = {
          "The release before must not answer any more, not even until this one is loaded:",
          "requests are refused as NOT_READY meanwhile."
        })
    boolean alone;
  }

  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description = {
        "Publishes a release: copies a release directory, seals it under the digest of its "
            + "content and verifies it.",
        "What is live stays so. Prints the id."
      })
  static final class Build implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DIR",
        description = "A release directory, sealed or not. It is not changed.")
    Path from = Path.of("");

    @Option(
        names = "--index",
        paramLabel = "PROFILE=DIR",
        description = "A snapshot (dermstream index build) in the place of that profile's.")
    Map<String, Path> indexes = new TreeMap<>();

    @Option(
        names = "--metrics",
        paramLabel = "FILE",
        description = "The figures that it was judged by, as metrics.json.")
    @Nullable Path metrics;

    @Option(names = "--name", paramLabel = "NAME", description = "Default: that of --from.")
    String name = "";

    @Option(names = "--notice", paramLabel = "TEXT", description = "Default: that of --from.")
    @Nullable String notice;

    @Option(
        names = "--default-profile",
        paramLabel = "PROFILE",
        description = "Default: that of --from.")
    @Nullable String defaultProfile;

    @Option(
        names = "--parent",
        paramLabel = "ID",
        description = "The release that it follows. Default: the live one, if there is one.")
    @Nullable String parent;

    @Option(
        names = "--signing-key",
        paramLabel = "FILE",
        description = "Ed25519 private key (PEM, PKCS #8) to sign it with.")
    @Nullable Path signingKey;

    @Override
    public Integer call() throws IOException {
      ReleaseStore store = source.store();
      ReleaseDraft draft =
          new ReleaseDraft(
              from,
              name,
              Optional.ofNullable(notice),
              Optional.ofNullable(defaultProfile),
              indexes,
              Optional.ofNullable(metrics),
              parent(store),
              signingKey == null ? Optional.empty() : Optional.of(SigningKey.read(signingKey)));
      System.out.println(store.build(draft, new IndexReleaseCheck()).id());
      return 0;
    }

    private String parent(ReleaseStore store) throws IOException {
      return parent == null
          ? store.live().map(Decision::release).orElse("")
          : store.find(parent).id();
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Shows every release of the store; with --history, every decision.")
  static final class Listing implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Option(names = "--history", description = "Which release was live when, oldest first.")
    boolean history;

    @Override
    public Integer call() throws IOException {
      ReleaseStore store = source.store();
      ReleaseListing listing = new ReleaseListing(System.out);
      if (history) {
        listing.printHistory(store.history());
      } else {
        listing.printReleases(store.list(), store.live());
      }
      return 0;
    }
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Names the files in which two releases differ, and their figures.")
  static final class Diff implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Parameters(index = "0", paramLabel = "FROM", description = "Id, or the beginning of one.")
    String before = "";

    @Parameters(index = "1", paramLabel = "TO", description = "Id, or the beginning of one.")
    String after = "";

    @Override
    public Integer call() throws IOException {
      ReleaseStore store = source.store();
      StoredRelease from = store.find(before);
      StoredRelease to = store.find(after);
      ReleaseListing listing = new ReleaseListing(System.out);
      listing.printDifferences(from, to);
      listing.printFigures(store.metrics(from.id()), store.metrics(to.id()));
      return 0;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Compares every byte with its digest, checks signatures where keys are trusted, and "
            + "asks every index.",
        "Exit status 1 if a release cannot be served."
      })
  static final class Verify implements Callable<Integer> {
    @Mixin Source source = new Source();

    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "Default: every release of the store.")
    List<String> ids = List.of();

    @Override
    public Integer call() throws IOException {
      ReleaseStore store = source.store();
      int status = 0;
      for (String id : ids.isEmpty() ? store.ids() : ids) {
        try {
          Release release = store.load(id);
          new IndexReleaseCheck().check(release);
          System.out.println(release.id() + "  whole");
        } catch (IOException e) {
          System.out.println(id + "  NOT TO BE SERVED: " + e.getMessage());
          status = Dermstream.EXIT_INCOMPLETE;
        }
      }
      return status;
    }
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a release live, after it was verified.",
        "Servers that follow the store load it beside the one before and go over without a "
            + "failed request."
      })
  static final class Activate implements Callable<Integer> {
    @Mixin Source source = new Source();
    @Mixin Deciding deciding = new Deciding();

    @Parameters(index = "0", paramLabel = "ID", description = "Id, or the beginning of one.")
    String id = "";

    @Override
    public Integer call() throws IOException {
      say(source.store().activate(id, new IndexReleaseCheck(), deciding.alone, deciding.reason));
      return 0;
    }
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Takes the last activation back; again, the one before it.")
  static final class Rollback implements Callable<Integer> {
    @Mixin Source source = new Source();
    @Mixin Deciding deciding = new Deciding();

    @Override
    public Integer call() throws IOException {
      say(source.store().rollback(new IndexReleaseCheck(), deciding.alone, deciding.reason));
      return 0;
    }
  }

  private static void say(Decision decision) {
    System.out.printf("%s is live, by decision %d%n", decision.release(), decision.epoch());
  }
}
