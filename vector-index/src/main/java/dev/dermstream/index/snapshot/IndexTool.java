package dev.dermstream.index.snapshot;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code dermstream index build} and {@code dermstream index query}. Input that cannot be used
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
    TensorFile file = TensorFile.read(embeddings);
    UnitVectors vectors = file.vectors("embeddings");
    ImageLines lines =
        images.isPresent() ? ImageLines.read(images.get()) : ImageLines.numbered(vectors.count());
    TrainingSet set = trainingSet(file, vectors, file.integers("class_labels"), lines);
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      Description built =
          new IndexBuilder(dbscan, new Parallelism(executor, workers)).build(set, out);
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
