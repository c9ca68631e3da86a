package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.projection.PlanePoint;
import dev.dermstream.index.projection.PrincipalPlane;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The clusters of an index as they lie on a plane. Immutable and thread-safe.
 *
 * @param plane on which they lie
 * @param clusters by number; the largest {@value #MOST_CLUSTERS} where there are more
 */
public record ClusterPlan(PrincipalPlane plane, List<MappedCluster> clusters) {
  /** More are a cloud to the eye and a burden to the wire. */
  private static final int MOST_CLUSTERS = 1000;

  public ClusterPlan {
    clusters = List.copyOf(clusters);
  }

  /** Empty where the centroids span no plane. */
  static Optional<ClusterPlan> of(Centroids centroids) {
    return PrincipalPlane.of(centroids)
        .map(plane -> new ClusterPlan(plane, mapped(centroids, plane)));
  }

  private static List<MappedCluster> mapped(Centroids centroids, PrincipalPlane plane) {
    return IntStream.range(0, centroids.count())
        .mapToObj(k ->
            new MappedCluster(
                k,
                centroids.clusterClass()[k],
                centroids.clusterSize()[k],
                plane.place(centroids.values(), k * centroids.dimension())))
        .sorted(Comparator.comparingInt(MappedCluster::size).reversed())
        .limit(MOST_CLUSTERS)
        .sorted(Comparator.comparingInt(MappedCluster::cluster))
        .toList();
  }

  /** The place of an embedding {@code [dimension]}, L2-normalised. */
  public PlanePoint place(float[] embedding) {
    return plane.place(embedding, 0);
  }
}
