package dev.dermstream.index.snapshot;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.GrowingClustering;
import dev.dermstream.index.dbscan.KDistances;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code dermstream index build}, {@code query} and {@code calibrate}. Input that cannot be used
 * throws {@link ServiceException} (INVALID_INPUT), files that cannot be read or written {@link
 * IOException}; both messages are for the user as they stand.
 */
public final class IndexTool {
  /** Columns of {@code neighbor_ids}. */
  public static final int NEIGHBORS = 10;

  /** Fills {@code neighbor_ids} where the index holds fewer vectors. */
  public static final long NO_NEIGHBOR = -1;

  private IndexTool() {}

  /** As {@link #build(Path, Optional, double, int, Path)}; images are named by row numbers. */
  public static String build(Path embeddings, double eps, int minSamples, Path out)
      throws IOException {
    return build(embeddings, Optional.empty(), eps, minSamples, out);
  }

  /**
   * Builds a snapshot on all processors.
   *
   * @param embeddings file with {@code embeddings} [n, d], floating and L2-normalised, and {@code
   *     class_labels} [n], integer
   * @param images file with a JSON object a line for every embedding: {@code identifier} and, where
   *     known, {@code modality} and {@code site}; without it images are named by their row numbers
   * @param out folder that does not exist or is empty
   * @return a sentence that says what was built
   */
  public static String build(
      Path embeddings, Optional<Path> images, double eps, int minSamples, Path out)
      throws IOException {
    Dbscan dbscan = dbscan(eps, minSamples);
    return onAllProcessors(
        embeddings,
        images,
        out,
        (set, parallelism) -> new IndexBuilder(dbscan, parallelism).build(set, out));
  }

  /**
   * As {@link #build(Path, Optional, double, int, Path)}, eps chosen at the knee of the distances
   * to the {@code minSamples}-th neighbour.
   *
   * @param plot SVG file in which the distances and the knee are drawn
   * @return sentences that say what was chosen and built
   */
  public static String buildAtKnee(
      Path embeddings, Optional<Path> images, int minSamples, Path plot, Path out)
      throws IOException {
    dbscan(KDistances.LEAST_EPS, minSamples);
    String built =
        onAllProcessors(
            embeddings,
            images,
            out,
            (set, parallelism) -> {
              KDistances distances = KDistances.of(set.vectors(), minSamples, parallelism);
              Dbscan dbscan = dbscan(distances.eps(), minSamples);
              // First, so that no snapshot stands beside a plot that could not be written.
              Files.writeString(plot, KDistancePlot.svg(distances));
              return new IndexBuilder(dbscan, parallelism).build(set, out);
            });
    return "%s%neps %.6g, at the knee of the distances to neighbour %d: %s."
        .formatted(built, Description.read(out).eps(), minSamples, plot);
  }

  /**
   * As {@link #build(Path, Optional, double, int, Path)}, clustered by the neighbours that the
   * graph of the index finds: for sets whose pairs are too many to compare.
   *
   * @param neighbors that are looked up of every vector, itself included; 2 or more, and at least
   *     {@code minSamples}
   */
  public static String buildApproximate(
      Path embeddings, Optional<Path> images, double eps, int minSamples, int neighbors, Path out)
      throws IOException {
    Dbscan dbscan = dbscan(eps, minSamples);
    if (neighbors < minSamples) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "%d nearest cannot show a neighbourhood of min-samples %d."
              .formatted(neighbors, minSamples));
    }
    return onAllProcessors(
            embeddings,
            images,
            out,
            (set, parallelism) ->
                new IndexBuilder(dbscan, parallelism).buildApproximate(set, neighbors, out))
        + " Approximate, by %d neighbours of each.".formatted(neighbors);
  }

  /**
   * Builds a snapshot from an earlier one and further embeddings, with the clusters that all of
   * them would have from scratch, by comparing only the new ones.
   *
   * @param from earlier snapshot; its eps and least neighbourhood are kept
   * @param embeddings as for {@link #build(Path, Optional, double, int, Path)}, like {@code
   *     images}; the first rows are those of the earlier snapshot
   * @return a sentence that says what was built
   */
  public static String grow(Path from, Path embeddings, Optional<Path> images, Path out)
      throws IOException {
    Description earlier = Description.read(from);
    Dbscan dbscan = dbscan(earlier.eps(), earlier.minSamples());
    return onAllProcessors(
        embeddings,
        images,
        out,
        (set, parallelism) -> {
          GrowingClustering clustered = GrowthFile.read(from, earlier, set.vectors());
          return new IndexBuilder(dbscan, parallelism)
              .build(set, clustered.grow(set.vectors(), parallelism), out);
        });
  }

  /** Makes a snapshot of a training set. */
  @FunctionalInterface
  private interface Build {
    Description build(TrainingSet set, Parallelism parallelism) throws IOException;
  }

  private static String onAllProcessors(
      Path embeddings, Optional<Path> images, Path out, Build build) throws IOException {
    TensorFile file = TensorFile.read(embeddings);
    UnitVectors vectors = file.vectors("embeddings");
    ImageLines lines =
        images.isPresent() ? ImageLines.read(images.get()) : ImageLines.numbered(vectors.count());
    TrainingSet set = trainingSet(file, vectors, file.integers("class_labels"), lines);
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      Description built = build.build(set, new Parallelism(executor, workers));
      return "%s: %d vectors of dimension %d in %d clusters of %d classes; %d vectors in no cluster."
          .formatted(
              out,
              built.count(),
              built.dimension(),
              built.clusterCount(),
              built.classCount(),
              built.noiseCount());
    } catch (IllegalArgumentException e) {
      throw file.refuse("embeddings", e.getMessage(), e);
    }
  }

  private static Dbscan dbscan(double eps, int minSamples) {
    try {
      return new Dbscan(eps, minSamples);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, e.getMessage() + ".", e);
    }
  }

  private static TrainingSet trainingSet(
      TensorFile file, UnitVectors vectors, int[] idCodes, ImageLines images) {
    int classCount = Arrays.stream(idCodes).max().orElse(0) + 1;
    try {
      return new TrainingSet(
          vectors, idCodes, images.identifiers(), images.attributes(), classCount);
    } catch (IllegalArgumentException e) {
      throw file.refuse("class_labels", e.getMessage(), e);
    }
  }

  /**
   * Fits a calibration on held-out images and writes it.
   *
   * @param index a snapshot
   * @param embeddings file as for {@link #build}, of images that are not in the index
   * @param coverage share of images whose prediction set is to hold their class, over 0, below 1
   * @param neighbor k of the k-th nearest training vector, 1 to 100
   * @param truePositiveRate share of known images that are to count as known, over 0, below 1
   * @param temperature T of the profile that is asked, over 0 to 100
   * @param file where the calibration is written, nothing being there and in no sealed release;
   *     empty: into the snapshot
   * @return a sentence that says what was fitted
   */
  public static String calibrate(
      Path index,
      Path embeddings,
      double coverage,
      int neighbor,
      double truePositiveRate,
      double temperature,
      Optional<Path> file)
      throws IOException {
    CalibrationSettings settings = settings(coverage, neighbor, truePositiveRate, temperature);
    Path target = file.orElse(index.resolve(CalibrationFile.FILE_NAME));
    requireUnsealed(target);
    TensorFile input = TensorFile.read(embeddings);
    UnitVectors vectors = input.vectors("embeddings");
    int[] classOf = input.integers("class_labels");
    try {
      Calibration fitted = new Calibrator(settings).calibrate(index, vectors, classOf, target);
      return sentence(target, fitted);
    } catch (IllegalArgumentException e) {
      throw input.refuse("embeddings", e.getMessage(), e);
    }
  }

  private static CalibrationSettings settings(
      double coverage, int neighbor, double truePositiveRate, double temperature) {
    try {
      return new CalibrationSettings(coverage, neighbor, truePositiveRate, temperature);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, e.getMessage() + ".", e);
    }
  }

  /** A file more would break the seal of a release, and with it the release. */
  private static void requireUnsealed(Path target) {
    for (Path folder = target.toAbsolutePath().normalize().getParent();
        folder != null;
        folder = folder.getParent()) {
      if (Release.isSealed(folder)) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT,
            "%s: lies in the sealed release %s, which is never changed; write the calibration elsewhere."
                .formatted(target, folder));
      }
    }
  }

  private static String sentence(Path file, Calibration fitted) {
    int[] undecided = fitted.sets().undecided();
    String always =
        undecided.length == 0
            ? ""
            : " Classes %s had too few images or no cluster and are in every class-conditional set."
                .formatted(Arrays.toString(undecided));
    return String.format(
        Locale.ROOT,
        "%s: fitted on %d images; temperature %.4g, expected calibration error %.4f before, %.4f"
            + " after; sets of coverage %s; outside beyond distance %.4g to neighbour %d.%s",
        file,
        fitted.heldOutCount(),
        fitted.temperature(),
        fitted.errorBefore(),
        fitted.errorAfter(),
        fitted.sets().coverage(),
        fitted.distance().threshold(),
        fitted.distance().neighbor(),
        always);
  }

  /**
   * Answers queries at the temperature of the published method.
   *
   * @param index a snapshot
   * @param queries file with {@code queries} [m, d], floating and L2-normalised
   * @param out written whole: {@code class_similarity} [m, classes] and {@code class_confidence}
   *     [m, classes], float32 (-2 and 0 for a class without a cluster), and {@code neighbor_ids}
   *     [m, 10] int64, row numbers of the nearest training vectors, nearest first, {@value
   *     #NO_NEIGHBOR} where there are fewer
   * @return a sentence that says what was written
   */
  public static String query(Path index, Path queries, Path out) throws IOException {
    return query(index, queries, ClassConfidence.DEFAULT_TEMPERATURE, out);
  }

  /** As {@link #query(Path, Path, Path)}, at a temperature over 0. */
  public static String query(Path index, Path queries, double temperature, Path out)
      throws IOException {
    TensorFile file = TensorFile.read(queries);
    UnitVectors vectors = file.vectors("queries");
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      if (vectors.dimension() != opened.description().dimension()) {
        throw file.refuse(
            "queries",
            "has dimension %d, the index %s has %d"
                .formatted(vectors.dimension(), index, opened.description().dimension()),
            null);
      }
      Safetensors.write(out, answers(opened, vectors, temperature));
      return "%s: %d queries answered at temperature %s."
          .formatted(out, vectors.count(), temperature);
    }
  }

  private static Map<String, Tensor> answers(
      ClusterIndex index, UnitVectors queries, double temperature) throws IOException {
    int m = queries.count();
    int classes = index.description().classCount();
    float[] similarity = new float[m * classes];
    float[] confidence = new float[m * classes];
    long[] neighborIds = new long[m * NEIGHBORS];
    Arrays.fill(neighborIds, NO_NEIGHBOR);
    for (int q = 0; q < m; q++) {
      Classification answer = index.classify(queries.row(q), temperature, 0, NEIGHBORS);
      for (int code = 0; code < classes; code++) {
        similarity[q * classes + code] = (float) answer.confidence().similarity()[code];
        confidence[q * classes + code] = (float) answer.confidence().confidence()[code];
      }
      List<Neighbor> neighbors = answer.neighbors();
      for (int i = 0; i < neighbors.size(); i++) {
        neighborIds[q * NEIGHBORS + i] = neighbors.get(i).row();
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("class_similarity", Tensor.ofFloats(similarity, m, classes));
    tensors.put("class_confidence", Tensor.ofFloats(confidence, m, classes));
    tensors.put("neighbor_ids", Tensor.ofLongs(neighborIds, m, NEIGHBORS));
    return tensors;
  }
}
