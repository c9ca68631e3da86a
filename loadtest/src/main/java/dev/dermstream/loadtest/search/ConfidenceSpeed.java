package dev.dermstream.loadtest.search;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.loadtest.table.Medians;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Class confidence of one query beside a bare SIMD loop over the same centroids. */
final class ConfidenceSpeed {
  private static final int[] CENTROIDS = {120, 1000};
  private static final int CLASSES = 15;
  private static final int ROUNDS = 15;
  private static final int REPEATS = 4000;
  private static final double NANOS_OF_MICRO = 1000;

  private final UnitVectors base;
  private final UnitVectors queries;
  private double sink;

  ConfidenceSpeed(UnitVectors base, UnitVectors queries) {
    this.base = base;
    this.queries = queries;
  }

  String markdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | centroids | bare SIMD loop us | confidence us | ratio |
            |---:|---:|---:|---:|
            """);
    for (int count : CENTROIDS) {
      table.append(row(Math.min(count, base.count())));
    }
    if (Double.isNaN(sink)) {
      throw new IllegalStateException("a confidence is not a number");
    }
    return table.toString();
  }

  private String row(int count) {
    float[] values = Arrays.copyOf(base.values(), count * base.dimension());
    int[] classes = IntStream.range(0, count).map(cluster -> cluster % CLASSES).toArray();
    int[] sizes = IntStream.range(0, count).map(_ -> 1).toArray();
    Centroids centroids = new Centroids(values, base.dimension(), classes, sizes);
    float[] dots = new float[count];
    List<Double> bare = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      bare.add(micros(query -> sink += scan(values, query, dots)));
      whole.add(
          micros(query ->
              sink +=
                  ClassConfidence.of(
                          centroids.cosines(query),
                          classes,
                          CLASSES,
                          ClassConfidence.DEFAULT_TEMPERATURE)
                      .confidence()[0]));
    }
    double bareMicros = Medians.of(bare, Double::doubleValue);
    double wholeMicros = Medians.of(whole, Double::doubleValue);
    return "| %,d | %.1f | %.1f | %.2f |%n"
        .formatted(count, bareMicros, wholeMicros, wholeMicros / bareMicros);
  }

  /** Asks one query. */
  @FunctionalInterface
  private interface Ask {
    void ask(float[] query);
  }

  private double micros(Ask ask) {
    float[][] rows =
        IntStream.range(0, Math.min(100, queries.count()))
            .mapToObj(queries::row)
            .toArray(float[][]::new);
    long start = System.nanoTime();
    for (int i = 0; i < REPEATS; i++) {
      ask.ask(rows[i % rows.length]);
    }
    return (System.nanoTime() - start) / NANOS_OF_MICRO / REPEATS;
  }

  private static float scan(float[] values, float[] query, float[] dots) {
    for (int centroid = 0; centroid < dots.length; centroid++) {
      dots[centroid] = FloatDot.dot(values, centroid * query.length, query, 0, query.length);
    }
    return dots[dots.length - 1];
  }
}
