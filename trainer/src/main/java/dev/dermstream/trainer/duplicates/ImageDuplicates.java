package dev.dermstream.trainer.duplicates;

import dev.dermstream.index.dbscan.NearPairs;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Images that are nearly the same, by the cosine of their embeddings; every pair is found.
 *
 * @param threshold least cosine, 0.5 to under 1
 */
public record ImageDuplicates(double threshold) {
  private static final double LEAST_THRESHOLD = 0.5;

  /**
   * @throws IllegalArgumentException if the threshold is out of its range
   */
  public ImageDuplicates {
    if (!(threshold >= LEAST_THRESHOLD && threshold < 1)) {
      throw new IllegalArgumentException("image-similarity: give 0.5 to under 1");
    }
  }

  /**
   * An image and what a model sees in it.
   *
   * @param copy where it stands
   * @param embedding {@code [dimension]}, of length one
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Embedded(Copy copy, float[] embedding) {}

  /** Compares; the findings come in no order. */
  public List<Finding> find(List<Embedded> images, Parallelism parallelism) {
    if (images.size() < 2) {
      return List.of();
    }
    int dimension = images.getFirst().embedding().length;
    float[] values = new float[Math.multiplyExact(images.size(), dimension)];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).embedding(), 0, values, i * dimension, dimension);
    }
    UnitVectors vectors = UnitVectors.of(values, dimension);
    List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    new NearPairs(1 - threshold)
        .visit(
            vectors,
            parallelism,
            (row, other) ->
                findings.add(
                    Finding.of(
                        Finding.Medium.IMAGE,
                        vectors.cosine(row, other),
                        images.get(row).copy(),
                        images.get(other).copy())));
    return findings;
  }
}
