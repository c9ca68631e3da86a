package dev.dermstream.index.server;

import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.search.Precision;
import dev.dermstream.index.search.SearchFilter;
import dev.dermstream.index.snapshot.Classification;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.ClusterMatch;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.platform.release.AbstentionRule;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClusterMap;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * A profile with its open index. Thread-safe.
 *
 * @param profile label set and temperature
 * @param index its snapshot
 */
record ServedProfile(Profile profile, ClusterIndex index) implements AutoCloseable {
  private static final double PERCENT = 100;

  private static final int WARMING_NEIGHBORS = 10;

  /** Best first; equals by id_code. */
  private static final Comparator<Label> BEST_FIRST =
      Comparator.comparingDouble(Label::getScorePercent)
          .reversed()
          .thenComparingInt(Label::getIdCode);

  /**
   * Opens the profile's snapshot.
   *
   * @throws IOException if it cannot be opened, names a class that the label set does not have, or
   *     lacks the calibration that the profile's rule of abstention needs
   */
  static ServedProfile open(Profile profile, Precision precision) throws IOException {
    ClusterIndex index = ClusterIndex.open(profile.indexDirectory(), precision);
    NavigableSet<Integer> unnamed = index.idCodes();
    profile.labels().forEach(label -> unnamed.remove(label.idCode()));
    if (!unnamed.isEmpty()) {
      index.close();
      throw new IOException(
          "%s: holds classes %s, which the label set of profile %s does not have"
              .formatted(profile.indexDirectory(), unnamed, profile.name()));
    }
    if (profile.abstention().needsCalibration() && index.calibration().isEmpty()) {
      index.close();
      throw new IOException(
          "%s: has no calibration, by which profile %s is to abstain"
              .formatted(profile.indexDirectory(), profile.name()));
    }
    return new ServedProfile(profile, index);
  }

  /**
   * Asks the index about the axes of its space, which says nothing and touches everything.
   *
   * @param queries 1 or more
   */
  void warm(int queries) throws IOException {
    int dimension = index.description().dimension();
    for (int i = 0; i < queries; i++) {
      float[] axis = new float[dimension];
      axis[i % dimension] = 1;
      classify(axis, 1, WARMING_NEIGHBORS, SearchFilter.NONE);
    }
  }

  /** Classifies a unit embedding; release and timings are the caller's to add. */
  ClassifyResponse.Builder classify(
      float[] embedding, int topClusters, int topNeighbors, SearchFilter neighborFilter)
      throws IOException {
    Classification answer =
        index.classify(embedding, profile.temperature(), topClusters, topNeighbors, neighborFilter);
    List<Label> scored =
        profile.labels().stream()
            .filter(label -> hasCluster(answer, label.idCode()))
            .map(label -> label(label, percent(answer, label.idCode())))
            .toList();
    ClassifyResponse.Builder response = ClassifyResponse.newBuilder();
    answer
        .calibrated()
        .ifPresent(calibrated ->
            response.setCalibrated(
                CalibrationMessages.confidence(index.calibration().orElseThrow(), calibrated)));
    if (!profile.abstention().equals(AbstentionRule.NONE)) {
      response.setAbstentionRule(CalibrationMessages.rule(profile.abstention()));
    }
    return response
        .addAllLabels(scored.stream().sorted(BEST_FIRST).toList())
        .addAllClassConfidence(
            scored.stream().map(label -> confidence(answer, label.getIdCode())).toList())
        .addAllNearestClusters(answer.clusters().stream().map(ServedProfile::cluster).toList())
        .addAllNearestNeighbors(answer.neighbors().stream().map(ServedProfile::neighbor).toList())
        .addAllLabelSet(profile.labels().stream().map(label -> label(label, 0)).toList());
  }

  /** The map with the image on it; empty where there are fewer than two clusters. */
  Optional<ClusterMap> map(float[] embedding) {
    return index.plan().map(plan -> MapMessages.map(plan, embedding));
  }

  private static boolean hasCluster(Classification answer, int idCode) {
    return idCode < answer.confidence().similarity().length
        && answer.confidence().hasCluster(idCode);
  }

  private static double percent(Classification answer, int idCode) {
    return PERCENT * answer.confidence().confidence()[idCode];
  }

  private static Label label(LabelName name, double scorePercent) {
    return Label.newBuilder()
        .setIdCode(name.idCode())
        .setNameEnglish(name.english())
        .setNameKorean(name.korean())
        .setScorePercent(scorePercent)
        .build();
  }

  private static ClassConfidence confidence(Classification answer, int idCode) {
    return ClassConfidence.newBuilder()
        .setIdCode(idCode)
        .setSimilarity(answer.confidence().similarity()[idCode])
        .setConfidencePercent(percent(answer, idCode))
        .build();
  }

  private static NearestCluster cluster(ClusterMatch match) {
    return NearestCluster.newBuilder()
        .setClusterId(match.cluster())
        .setIdCode(match.idCode())
        .setCosineSimilarity(match.cosine())
        .setSize(match.size())
        .build();
  }

  private static NearestNeighbor neighbor(Neighbor neighbor) {
    return NearestNeighbor.newBuilder()
        .setIdentifier(neighbor.identifier())
        .setIdCode(neighbor.idCode())
        .setCosineSimilarity(neighbor.cosine())
        .setModality(neighbor.attributes().modality())
        .setSite(neighbor.attributes().site())
        .build();
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
