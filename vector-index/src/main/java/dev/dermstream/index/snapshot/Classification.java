package dev.dermstream.index.snapshot;

import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.search.Neighbor;
import java.util.List;
import java.util.Optional;

/**
 * What the training set says of one query.
 *
 * @param confidence of every class
 * @param clusters nearest first
 * @param neighbors nearest training vectors, nearest first
 * @param calibrated the same evidence calibrated; empty where the snapshot has no calibration
 */
public record Classification(
    ClassConfidence confidence,
    List<ClusterMatch> clusters,
    List<Neighbor> neighbors,
    Optional<CalibratedAnswer> calibrated) {
  public Classification {
    clusters = List.copyOf(clusters);
    neighbors = List.copyOf(neighbors);
  }
}
