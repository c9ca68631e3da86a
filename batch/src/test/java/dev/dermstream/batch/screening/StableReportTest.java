package dev.dermstream.batch.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.LabelLikelihood;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.StageTiming;
import org.junit.jupiter.api.Test;

class StableReportTest {
  /** What float32's rounding may change. */
  private static final double NOISE = 3e-6;

  @Test
  void twoRunsOfOneImageGiveOneReport() {
    Report one = StableReport.of(run("1", 0));
    Report other = StableReport.of(run("2", NOISE));

    assertThat(one).isEqualTo(other);
    assertThat(one.toByteArray()).isEqualTo(other.toByteArray());
  }

  @Test
  void whatIsOfTheImageStays() {
    Report stable = StableReport.of(run("1", 0));

    assertThat(stable.getLabel().getScorePercent()).isEqualTo(98.7654);
    assertThat(stable.getSummary()).isEqualTo("A papule.");
    assertThat(stable.getProvenance().getReleaseId()).isEqualTo("release");
    assertThat(stable.getProvenance().getEngine()).isEqualTo("engine");
    assertThat(stable.getCalibrated().getOutOfDistribution().getDistance()).isEqualTo(0.1235);
    assertThat(stable.getImage().getWidth()).isEqualTo(640);
    assertThat(stable.getFurtherLesions(0).getLabel().getScorePercent()).isEqualTo(98.7654);
  }

  private static Report run(String id, double noise) {
    double percent = 98.76543 + noise;
    Label label = Label.newBuilder().setIdCode(2).setScorePercent(percent).build();
    Region region = Region.newBuilder().setFound(true).setProbabilityPercent(percent).build();
    CalibratedConfidence calibrated =
        CalibratedConfidence.newBuilder()
            .addProbabilities(
                ClassProbability.newBuilder().setIdCode(2).setProbabilityPercent(percent))
            .setOutOfDistribution(OutOfDistribution.newBuilder().setDistance(0.12346 + noise))
            .build();
    ClassConfidence confidence =
        ClassConfidence.newBuilder()
            .setIdCode(2)
            .setConfidencePercent(percent)
            .setSimilarity(0.98762 + noise)
            .build();
    return Report.newBuilder()
        .setRequestId(id)
        .setLabel(label)
        .setModelLabel(label)
        .addSimilarLabels(label)
        .addClassConfidence(confidence)
        .addNearestClusters(NearestCluster.newBuilder().setCosineSimilarity(0.87654 + noise))
        .addNearestNeighbors(NearestNeighbor.newBuilder().setCosineSimilarity(0.8 + noise))
        .addModelLabelLikelihoods(LabelLikelihood.newBuilder().setLikelihoodPercent(50 + noise))
        .setSummary("A papule.")
        .setCalibrated(calibrated)
        .setImage(ImageInfo.newBuilder().setWidth(640).setRegion(region))
        .addFurtherLesions(
            FurtherLesion.newBuilder()
                .setRegion(region)
                .setLabel(label)
                .addSimilarLabels(label)
                .addClassConfidence(confidence)
                .setCalibrated(calibrated))
        .addTimings(StageTiming.newBuilder().setStage("decode"))
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId("release")
                .setEngine("engine")
                .setNodeId("node-" + id))
        .build();
  }
}
