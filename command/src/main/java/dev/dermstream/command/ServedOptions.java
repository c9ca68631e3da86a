package dev.dermstream.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which system is judged, and on what. */
final class ServedOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description =
          "Data set: a manifest, or a folder with test.jsonl or manifest.jsonl "
              + "(docs/datasets.md).")
  Path data = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Folder of its images. Default: images/ beside the manifest, or its own folder.")
  @Nullable Path images;

  @Option(
      names = "--release",
      paramLabel = "R",
      description =
          "Release directory; a whole cluster is started in this process for it unless "
              + "--server is given.")
  @Nullable Path release;

  @Option(names = "--server", paramLabel = "HOST:PORT", description = "A running gateway.")
  @Nullable String server;

  @ArgGroup(exclusive = false)
  @Nullable ServerAccess access;

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Profile to answer with; the release's default if not given.")
  String profile = "";

  @Option(
      names = "--rank",
      description =
          "Instead of reports: the classes of the data set are ranked as labels that the "
              + "requests bring (zero-shot).")
  boolean rank;

  @Option(names = "--lang", description = "${COMPLETION-CANDIDATES}: language of the texts.")
  Lang lang = Lang.EN;

  @Option(names = "--limit", paramLabel = "N", description = "The first N rows alone.")
  int limit = Integer.MAX_VALUE;

  @Option(
      names = "--concurrency",
      defaultValue = "4",
      description = "Images in flight, 1 to 256. Default: ${DEFAULT-VALUE}.")
  int concurrency;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Time for one request. Default: ${DEFAULT-VALUE}.")
  int deadlineSeconds;
}
