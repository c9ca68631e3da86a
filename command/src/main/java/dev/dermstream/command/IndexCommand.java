package dev.dermstream.command;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.evaluation.EvaluationTool;
import dev.dermstream.index.snapshot.IndexTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream index}: builds and asks an index snapshot without a server. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = "Builds, calibrates, evaluates and queries index snapshots.",
    subcommands = {
      IndexCommand.Build.class,
      IndexCommand.Calibrate.class,
      IndexCommand.Evaluate.class,
      IndexCommand.Query.class
    })
final class IndexCommand {
  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description = {
        "Clusters embeddings (exact DBSCAN, cosine distance) and writes an index snapshot.",
        "It holds clusters.safetensors with dbscan_labels, core, centroids, cluster_class; hnsw/; "
            + "index.json; and growth.safetensors, with which a later build can go on from this one."
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
        description =
            "The images, one JSON object a line in the order of the embeddings: identifier, "
                + "and if known modality and site. Without it images are named by their row "
                + "numbers.")
    Optional<Path> images = Optional.empty();

    @ArgGroup(multiplicity = "1")
    Settings settings = new Settings();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    /** Either settings of the clustering, or a snapshot that has them. */
    static final class Settings {
      @ArgGroup(exclusive = false)
      @Nullable Scratch scratch;

      @Option(
          names = "--from",
          paramLabel = "DIR",
          description =
              "Earlier snapshot of the first rows of the file: the others join its clusters, "
                  + "with the outcome of clustering all of them from scratch. Its settings are "
                  + "kept.")
      @Nullable Path from;
    }

    /** Clusters from scratch. */
    static final class Scratch {
      @Option(
          names = "--min-samples",
          required = true,
          paramLabel = "M",
          description = "Neighbours that make a core point, itself included; 1 or more.")
      int minSamples;

      @Option(
          names = "--eps",
          paramLabel = "E",
          description =
              "Largest cosine distance of neighbours, over 0 to 2. Unless given: the knee of "
                  + "the distances to the M-th neighbour.")
      @Nullable Double eps;

      @Option(
          names = "--approximate",
          paramLabel = "K",
          description = {
            "Clusters by the K nearest that the graph finds of each vector rather than by all pairs;",
            "for millions of vectors. Needs --eps."
          })
      @Nullable Integer neighbors;

      @Option(
          names = "--plot",
          paramLabel = "X.svg",
          description = "Where the knee is drawn. Default: DIR.k-distance.svg.")
      @Nullable Path plot;
    }

    @Override
    public Integer call() throws IOException {
      System.out.println(build());
      return 0;
    }

    private String build() throws IOException {
      if (settings.from != null) {
        return IndexTool.grow(settings.from, embeddings, images, out);
      }
      return fromScratch(Objects.requireNonNull(settings.scratch, "one of the two is given"));
    }

    private String fromScratch(Scratch scratch) throws IOException {
      if (scratch.eps != null && scratch.neighbors != null) {
        return IndexTool.buildApproximate(
            embeddings, images, scratch.eps, scratch.minSamples, scratch.neighbors, out);
      }
      if (scratch.neighbors != null) {
        throw new ServiceException(ErrorCode.INVALID_INPUT, "--approximate needs --eps.");
      }
      if (scratch.eps != null) {
        return IndexTool.build(embeddings, images, scratch.eps, scratch.minSamples, out);
      }
      Path plot = scratch.plot != null ? scratch.plot : Path.of(out + ".k-distance.svg");
      return IndexTool.buildAtKnee(embeddings, images, scratch.minSamples, plot, out);
    }
  }

  @Command(
      name = "calibrate",
      mixinStandardHelpOptions = true,
      description = {
        "Fits the confidences of a snapshot on held-out images and writes them into it.",
        "calibration.json has temperature, prediction sets (marginal and per class) and distance of "
            + "the unknown."
      })
  static final class Calibrate implements Callable<Integer> {
    @Option(names = "--index", required = true, paramLabel = "DIR", description = "A snapshot.")
    Path index = Path.of("");

    @Option(
        names = "--embeddings",
        required = true,
        paramLabel = "X.safetensors",
        description =
            "Tensors embeddings [m, dimension], L2-normalised, and class_labels [m], of "
                + "images that are not in the index; every class of the index among them.")
    Path embeddings = Path.of("");

    @Option(
        names = "--coverage",
        defaultValue = "0.9",
        paramLabel = "C",
        description = "Share of images whose set holds their class (default ${DEFAULT-VALUE}).")
    double coverage;

    @Option(
        names = "--neighbor",
        defaultValue = "10",
        paramLabel = "K",
        description = "Whose distance says how far outside an image is (default ${DEFAULT-VALUE}).")
    int neighbor;

    @Option(
        names = "--true-positive-rate",
        defaultValue = "0.95",
        paramLabel = "R",
        description = "Share of known images that count as known (default ${DEFAULT-VALUE}).")
    double truePositiveRate;

    @Option(
        names = "--temperature",
        defaultValue = "0.065",
        paramLabel = "T",
        description = "Of the profile, from which sets are made (default ${DEFAULT-VALUE}).")
    double temperature;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Written there rather than into the snapshot.")
    @Nullable Path out;

    @Override
    public Integer call() throws IOException {
      System.out.println(
          IndexTool.calibrate(
              index,
              embeddings,
              coverage,
              neighbor,
              truePositiveRate,
              temperature,
              Optional.ofNullable(out)));
      return 0;
    }
  }

  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      description =
          "Says how far the confidences of a calibrated snapshot can be trusted: calibration "
              + "error, Brier score, coverage of the sets, finding of wrong labels and of "
              + "outsiders.")
  static final class Evaluate implements Callable<Integer> {
    @Option(names = "--index", required = true, paramLabel = "DIR", description = "A snapshot.")
    Path index = Path.of("");

    @Option(
        names = "--embeddings",
        required = true,
        paramLabel = "X.safetensors",
        description =
            "Tensors embeddings [m, dimension], L2-normalised, and class_labels [m], of "
                + "images that neither the index nor its calibration has seen.")
    Path embeddings = Path.of("");

    @Option(
        names = "--outsiders",
        paramLabel = "NAME=O.safetensors",
        description = "Tensor embeddings of images of anything else; may be given several times.")
    Map<String, Path> outsiders = new LinkedHashMap<>();

    @Option(
        names = "--temperature",
        defaultValue = "0.065",
        paramLabel = "T",
        description = "Of the profile (default ${DEFAULT-VALUE}).")
    double temperature;

    @Override
    public Integer call() throws IOException {
      System.out.print(EvaluationTool.evaluate(index, embeddings, outsiders, temperature));
      return 0;
    }
  }

  @Command(
      name = "query",
      mixinStandardHelpOptions = true,
      description = {
        "Measures queries against a snapshot; writes class_similarity and class_confidence "
            + "[m, classes] and neighbor_ids [m, 10].",
        "A class without a cluster has similarity -2."
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
