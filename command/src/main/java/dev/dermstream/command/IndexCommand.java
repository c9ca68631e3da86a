package dev.dermstream.command;

import dev.dermstream.index.snapshot.IndexTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream index}: builds and asks an index snapshot without a server. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = "Builds and queries index snapshots.",
    subcommands = {IndexCommand.Build.class, IndexCommand.Query.class})
final class IndexCommand {
  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description = {
        "Clusters embeddings (exact DBSCAN, cosine distance) and writes an index snapshot:",
        "clusters.safetensors with dbscan_labels, core, centroids, cluster_class; hnsw/; index.json."
      })
  static final class Build implements Callable<Integer> {
    @Option(
        names = "--embeddings",
        required = true,
        paramLabel = "X.safetensors",
        description = "Tensors embeddings [n, dimension], L2-normalised, and class_labels [n].")
    Path embeddings = Path.of("");

    @Option(
        names = "--images",
        paramLabel = "X.jsonl",
        description = {
          "The images, one JSON object a line in the order of the embeddings: identifier, and if",
          "known modality and site. Without it images are named by their row numbers."
        })
    Optional<Path> images = Optional.empty();

    @Option(
        names = "--eps",
        required = true,
        paramLabel = "E",
        description = "Largest cosine distance of neighbours, over 0 to 2.")
    double eps;

    @Option(
        names = "--min-samples",
        required = true,
        paramLabel = "M",
        description = "Neighbours that make a core point, itself included; 1 or more.")
    int minSamples;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      System.out.println(IndexTool.build(embeddings, images, eps, minSamples, out));
      return 0;
    }
  }

  @Command(
      name = "query",
      mixinStandardHelpOptions = true,
      description = {
        "Measures queries against a snapshot; writes class_similarity and class_confidence",
        "[m, classes] and neighbor_ids [m, 10]. A class without a cluster has similarity -2."
      })
  static final class Query implements Callable<Integer> {
    @Option(names = "--index", required = true, paramLabel = "DIR", description = "A snapshot.")
    Path index = Path.of("");

    @Option(
        names = "--queries",
        required = true,
        paramLabel = "Q.safetensors",
        description = "Tensor queries [m, dimension], L2-normalised.")
    Path queries = Path.of("");

    @Option(
        names = "--out",
        required = true,
        paramLabel = "OUT.safetensors",
        description = "Where the answers are written.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      System.out.println(IndexTool.query(index, queries, out));
      return 0;
    }
  }
}
