package dev.dermstream.index.server;

import dev.dermstream.index.projection.PlanePoint;
import dev.dermstream.index.snapshot.ClusterPlan;
import dev.dermstream.v1.ClusterMap;
import dev.dermstream.v1.MapPoint;
import dev.dermstream.v1.MappedCluster;

/** The clusters on their plane, as the wire tells them. */
final class MapMessages {
  private static final double PERCENT = 100;

  private MapMessages() {}

  /**
   * @param embedding {@code [dimension]} of the image, L2-normalised
   */
  static ClusterMap map(ClusterPlan plan, float[] embedding) {
    return ClusterMap.newBuilder()
        .setVariancePercentX(PERCENT * plan.plane().firstShare())
        .setVariancePercentY(PERCENT * plan.plane().secondShare())
        .addAllClusters(plan.clusters().stream().map(MapMessages::cluster).toList())
        .setImage(point(plan.place(embedding)))
        .build();
  }

  private static MappedCluster cluster(dev.dermstream.index.snapshot.MappedCluster cluster) {
    return MappedCluster.newBuilder()
        .setClusterId(cluster.cluster())
        .setIdCode(cluster.idCode())
        .setSize(cluster.size())
        .setCentroid(point(cluster.centroid()))
        .build();
  }

  private static MapPoint point(PlanePoint point) {
    return MapPoint.newBuilder().setX(point.x()).setY(point.y()).build();
  }
}
