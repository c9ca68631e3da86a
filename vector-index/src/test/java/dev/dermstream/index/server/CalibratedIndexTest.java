package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.Golden;
import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import dev.dermstream.v1.OutOfDistribution;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a calibration adds to the answers, and what it leaves as it was. */
class CalibratedIndexTest {
  private static final String RULE =
      """
      {"out_of_distribution": true, "empty_set": true, "largest_set": 3,
       "class_conditional_set": true, "least_confidence_percent": 20,
       "least_probability_percent": 12.5, "model_differs": true, "no_model_label": true}\
      """;

  @Test
  void addsToTheAnswerAndChangesNothingOfIt(@TempDir Path before, @TempDir Path after)
      throws IOException {
    Release plain = Releases.make(before);
    Releases.make(after);
    Releases.calibrate(after, RULE);
    Release calibrated = Release.seal(after, "trial", "", Releases.GOLDEN);
    float[] query = Golden.read().queries().row(0);

    ClassifyResponse without = answer(plain, query);
    ClassifyResponse with = answer(calibrated, query);

    assertThat(without.hasCalibrated()).isFalse();
    assertThat(without.hasAbstentionRule()).isFalse();
    assertThat(measured(with)).isEqualTo(measured(without));
    // Compiled and interpreted, float32 sums are added up in another order: Lucene's and those of
    // clusters that decide nothing.
    assertThat(with.getNearestClustersList())
        .usingElementComparator(
            Comparator.comparingInt(NearestCluster::getClusterId)
                .thenComparingInt(NearestCluster::getIdCode)
                .thenComparingInt(NearestCluster::getSize))
        .containsExactlyInAnyOrderElementsOf(without.getNearestClustersList());
    assertThat(with.getNearestClustersList().stream().map(NearestCluster::getCosineSimilarity))
        .usingComparatorForType(new DoubleComparator(1e-6), Double.class)
        .containsExactlyElementsOf(
            without.getNearestClustersList().stream()
                .map(NearestCluster::getCosineSimilarity)
                .toList());
    assertThat(with.getNearestNeighborsList().stream().map(NearestNeighbor::getIdentifier))
        .containsExactlyInAnyOrderElementsOf(
            without.getNearestNeighborsList().stream()
                .map(NearestNeighbor::getIdentifier)
                .toList());
    CalibratedConfidence added = with.getCalibrated();
    assertThat(added.getProbabilitiesList())
        .hasSize(Golden.CLASSES)
        .isSortedAccordingTo(
            (a, b) -> Double.compare(b.getProbabilityPercent(), a.getProbabilityPercent()));
    assertThat(
            added.getProbabilitiesList().stream()
                .mapToDouble(ClassProbability::getProbabilityPercent)
                .sum())
        .isCloseTo(100, within(1e-9));
    assertThat(added.getProbabilities(0).getIdCode()).isEqualTo(with.getLabels(0).getIdCode());
    assertThat(added.getPredictionSet().getCoveragePercent()).isEqualTo(90);
    assertThat(added.getPredictionSet().getIdCodesList()).contains(with.getLabels(0).getIdCode());
    assertThat(added.getOutOfDistribution().getNeighbor()).isEqualTo(10);
    assertThat(added.getOutOfDistribution().getDistance())
        .isEqualTo(1 - with.getNearestNeighbors(9).getCosineSimilarity());
    assertThat(added.getOutOfDistribution().getOutside()).isFalse();
    assertThat(with.getAbstentionRule())
        .isEqualTo(
            AbstentionRule.newBuilder()
                .setOutOfDistribution(true)
                .setClassConditionalSet(true)
                .setEmptySet(true)
                .setLargestSet(3)
                .setLeastConfidencePercent(20)
                .setLeastProbabilityPercent(12.5)
                .setModelDiffers(true)
                .setNoModelLabel(true)
                .build());
  }

  @Test
  void aStrangerIsOutside(@TempDir Path folder) throws IOException {
    Releases.make(folder);
    Releases.calibrate(folder, "{}");
    Release release = Release.seal(folder, "trial", "", Releases.GOLDEN);
    SplittableRandom random = new SplittableRandom(31);
    float[] stranger = new float[64];
    double squares = 0;
    for (int i = 0; i < stranger.length; i++) {
      stranger[i] = (float) random.nextGaussian();
      squares += stranger[i] * stranger[i];
    }
    for (int i = 0; i < stranger.length; i++) {
      stranger[i] /= (float) Math.sqrt(squares);
    }

    ClassifyResponse answer = answer(release, stranger);

    OutOfDistribution measured = answer.getCalibrated().getOutOfDistribution();
    assertThat(measured.getDistance()).isGreaterThan(measured.getThreshold());
    assertThat(measured.getOutside()).isTrue();
    assertThat(answer.hasAbstentionRule()).isFalse();
  }

  @Test
  void aRuleThatNeedsACalibrationIsNotServedWithoutOne(@TempDir Path folder) throws IOException {
    Releases.make(folder);
    Releases.profile(
        folder, Releases.GOLDEN, Golden.CLASSES, 0.065, "{\"out_of_distribution\": true}");
    Release release = Release.seal(folder, "trial", "", Releases.GOLDEN);

    assertThatThrownBy(() ->
            IndexServer.start(
                RunningIndex.CONFIG, release, new StageMetrics(new PrometheusRegistry())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no calibration, by which profile golden is to abstain");
  }

  private static ClassifyResponse answer(Release release, float[] query) throws IOException {
    ClassifyRequest.Builder request =
        ClassifyRequest.newBuilder()
            .setProfile(Releases.GOLDEN)
            .setTopClusters(3)
            .setTopNeighbors(10);
    for (float value : query) {
      request.addEmbedding(value);
    }
    try (RunningIndex index = new RunningIndex(release)) {
      return index.stub().classify(request.build());
    }
  }

  /** What answers are compared in to the last digit. */
  private static ClassifyResponse measured(ClassifyResponse answer) {
    return answer.toBuilder()
        .clearCalibrated()
        .clearAbstentionRule()
        .clearTimings()
        .clearReleaseId()
        .clearNearestClusters()
        .clearNearestNeighbors()
        .build();
  }
}
