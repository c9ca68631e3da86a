package dev.dermstream.loadtest.dbscan;

import dev.dermstream.index.dbscan.ApproximateDbscan;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.GrowingClustering;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.GraphRegions;
import dev.dermstream.index.search.LuceneVectorIndex;
import dev.dermstream.index.search.LuceneVectorWriter;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clusters a file of vectors in a process of its own and says what it took, on one line: {@code
 * seconds=S peak_kib=K}. Time runs from the array in memory to the labels, in a fresh JVM that has
 * compiled nothing yet, as scikit-learn's time runs from the array to the labels in a fresh
 * process.
 *
 * <p>Arguments: {@code exact|grow|approximate FILE COUNT DIMENSION EPS MIN_SAMPLES OUT}. {@code
 * grow} takes the last hundredth of the vectors as new, and the time is theirs alone. {@code
 * approximate} builds the graph first, and its time is in the figure. OUT receives labels, then
 * core flags.
 */
final class Contestant {
  private static final int NEW_PART = 100;

  /** That the graph is asked for, of each vector. */
  static final int NEIGHBORS = 64;

  private final Dbscan dbscan;
  private final int dimension;
  private final Parallelism parallelism;

  private Contestant(Dbscan dbscan, int dimension, Parallelism parallelism) {
    this.dbscan = dbscan;
    this.dimension = dimension;
    this.parallelism = parallelism;
  }

  public static void main(String[] arguments) throws IOException {
    String mode = arguments[0];
    int count = Integer.parseInt(arguments[2]);
    int dimension = Integer.parseInt(arguments[3]);
    Dbscan dbscan = new Dbscan(Double.parseDouble(arguments[4]), Integer.parseInt(arguments[5]));
    int workers = Runtime.getRuntime().availableProcessors();
    float[] values = RawFile.floats(Path.of(arguments[1]), count * dimension);
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      Contestant contestant = new Contestant(dbscan, dimension, new Parallelism(executor, workers));
      Timed timed =
          switch (mode) {
            case "exact" -> contestant.exact(values);
            case "grow" -> contestant.grow(values);
            case "approximate" -> contestant.approximate(values, Path.of(arguments[6] + ".hnsw"));
            default -> throw new IllegalArgumentException("Unknown mode " + mode);
          };
      RawFile.write(Path.of(arguments[6]), labelsAndFlags(timed.clustering()));
      System.out.printf("seconds=%.4f peak_kib=%d%n", timed.seconds(), peakKib());
    }
  }

  private record Timed(Clustering clustering, double seconds) {}

  private Timed exact(float[] values) {
    long start = System.nanoTime();
    Clustering clustering = dbscan.cluster(UnitVectors.of(values, dimension), parallelism);
    return new Timed(clustering, (System.nanoTime() - start) / 1e9);
  }

  private Timed grow(float[] values) {
    int count = values.length / dimension;
    int known = count - count / NEW_PART;
    UnitVectors first = UnitVectors.of(Arrays.copyOf(values, known * dimension), dimension);
    GrowingClustering growing = GrowingClustering.start(dbscan, first, parallelism);
    UnitVectors all = UnitVectors.of(values, dimension);
    long start = System.nanoTime();
    Clustering clustering = growing.grow(all, parallelism).clustering();
    return new Timed(clustering, (System.nanoTime() - start) / 1e9);
  }

  private Timed approximate(float[] values, Path graph) throws IOException {
    long start = System.nanoTime();
    UnitVectors vectors = UnitVectors.of(values, dimension);
    int n = vectors.count();
    List<String> names = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    LuceneVectorWriter.write(graph, vectors, new int[n], names, "");
    System.err.printf("graph after %.1f s%n", (System.nanoTime() - start) / 1e9);
    try (LuceneVectorIndex index = LuceneVectorIndex.open(graph)) {
      Clustering clustering =
          new ApproximateDbscan(dbscan, new GraphRegions(index, vectors, NEIGHBORS))
              .cluster(vectors, parallelism);
      return new Timed(clustering, (System.nanoTime() - start) / 1e9);
    } finally {
      delete(graph);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static int[] labelsAndFlags(Clustering clustering) {
    int n = clustering.labels().length;
    int[] both = Arrays.copyOf(clustering.labels(), 2 * n);
    for (int i = 0; i < n; i++) {
      both[n + i] = clustering.core()[i] ? 1 : 0;
    }
    return both;
  }

  /** Largest resident memory of this process so far. */
  private static long peakKib() throws IOException {
    @Nullable String line = null;
    for (String each : Files.readAllLines(Path.of("/proc/self/status"))) {
      line = each.startsWith("VmHWM:") ? each : line;
    }
    if (line == null) {
      throw new IOException("/proc/self/status: no VmHWM");
    }
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
