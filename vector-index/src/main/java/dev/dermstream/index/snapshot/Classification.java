package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.search.Neighbor;
import java.util.List;

/**
 * What the training set says of one query.
 *
 * @param confidence of every class
 * @param clusters nearest first
 * @param neighbors nearest training vectors, nearest first
 */
public record Classification(
    ClassConfidence confidence, List<ClusterMatch> clusters, List<Neighbor> neighbors) {
  public Classification {
    clusters = List.copyOf(clusters);
    neighbors = List.copyOf(neighbors);
  }
}
