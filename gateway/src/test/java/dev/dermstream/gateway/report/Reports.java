package dev.dermstream.gateway.report;

import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.NearestNeighbor;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.StageTiming;

/** Answers of node and index for the tests of this package. */
final class Reports {
  static final Label MELANOMA = label(6, "Malignant Melanoma", "악성흑색종", 93.456);
  static final Label NEVUS = label(2, "Melanocytic Nevus", "멜라닌세포모반", 6.544);

  private Reports() {}

  static Label label(int idCode, String english, String korean, double score) {
    return Label.newBuilder()
        .setIdCode(idCode)
        .setNameEnglish(english)
        .setNameKorean(korean)
        .setScorePercent(score)
        .build();
  }

  static Encoded encoded(String release) {
    return Encoded.newBuilder()
        .addEmbedding(1f)
        .setImage(ImageInfo.newBuilder().setFormat("PNG").setWidth(64).setHeight(48))
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId(release)
                .setNodeId("node-1")
                .setEngine("engine 1.0")
                .setProfile("tumour15"))
        .addTimings(
            StageTiming.newBuilder().setStage("encode").setNanos(1_000).setRemainingNanos(5_000))
        .setNotice("not for clinical use")
        .build();
  }

  static Finished finished(String text) {
    return Finished.newBuilder()
        .setText(text)
        .setFinishReason(FinishReason.FINISH_REASON_END)
        .setGeneratedTokens(7)
        .addTimings(StageTiming.newBuilder().setStage("generate").setNanos(2_000))
        .build();
  }

  static ClassifyResponse classified(String release) {
    return ClassifyResponse.newBuilder()
        .setReleaseId(release)
        .addLabels(MELANOMA)
        .addLabels(NEVUS)
        .addClassConfidence(confidence(2, 0.61, 6.544))
        .addClassConfidence(confidence(6, 0.78, 93.456))
        .addNearestClusters(
            NearestCluster.newBuilder()
                .setClusterId(11)
                .setIdCode(6)
                .setCosineSimilarity(0.78)
                .setSize(40))
        .addNearestNeighbors(
            NearestNeighbor.newBuilder()
                .setIdentifier("train-17")
                .setIdCode(6)
                .setCosineSimilarity(0.8))
        .addTimings(StageTiming.newBuilder().setStage("classify").setNanos(3_000))
        .addLabelSet(NEVUS.toBuilder().clearScorePercent())
        .addLabelSet(MELANOMA.toBuilder().clearScorePercent())
        .build();
  }

  private static ClassConfidence confidence(int idCode, double similarity, double percent) {
    return ClassConfidence.newBuilder()
        .setIdCode(idCode)
        .setSimilarity(similarity)
        .setConfidencePercent(percent)
        .build();
  }
}
