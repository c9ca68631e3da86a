package dev.dermstream.batch.report;

import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.Progress;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Results as a job would have them, made one by one. */
final class MadeUpJob {
  static final List<String> CLASSES =
      List.of(
          "Melanocytic Nevus",
          "Seborrheic Keratosis",
          "Verruca Vulgaris",
          "Basal Cell Carcinoma",
          "Malignant Melanoma",
          "Hemangioma");
  static final String NOTICE = "not for clinical use";
  static final double THRESHOLD = 0.3;

  private final List<ImageResult> results = new ArrayList<>();

  static Job.Builder job(String id) {
    return Job.newBuilder()
        .setJobId(id)
        .setSpec(
            JobSpec.newBuilder()
                .setTitle("Clinic archive 2026")
                .setSource(Source.newBuilder().setLocation("/archives/clinic")))
        .setState(JobState.JOB_STATE_COMPLETED)
        .setReleaseId("demonstration@1a2b3c")
        .setSubmittedMillis(1_790_000_000_000L)
        .setEndedMillis(1_790_000_754_000L)
        .setProgress(Progress.newBuilder().setListed(true));
  }

  static ImageResult.Builder result(long position, ImageOutcome outcome) {
    return ImageResult.newBuilder()
        .setPosition(position)
        .setName("folder/image-" + position + ".jpg")
        .setImageSha256(digest(position))
        .setImageBytes(1000)
        .setOutcome(outcome);
  }

  /** As a digest: 64 hexadecimal digits that nothing can be told from. */
  static String digest(long position) {
    SplittableRandom random = new SplittableRandom(position);
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static Report.Builder report(int label, double score) {
    Report.Builder report =
        Report.newBuilder()
            .setDisposition(Disposition.DISPOSITION_ANSWERED)
            .setLabel(label(label, score))
            .setAgreement(Agreement.AGREEMENT_AGREE)
            .setNotice(NOTICE)
            .setProvenance(
                Provenance.newBuilder()
                    .setReleaseId("demonstration@1a2b3c")
                    .setProfile("primary")
                    .setEngine("OnnxRuntime 1.29.0 cpu")
                    .setModelSha256("0123456789abcdef0123456789abcdef"))
            .setImage(
                ImageInfo.newBuilder()
                    .setFormat("JPEG")
                    .setWidth(600)
                    .setHeight(450)
                    .setRegion(
                        Region.newBuilder()
                            .setFound(true)
                            .setX(150)
                            .setY(100)
                            .setWidth(300)
                            .setHeight(250)));
    for (int other = 0; other < CLASSES.size(); other++) {
      report.addClassConfidence(
          ClassConfidence.newBuilder().setIdCode(other).setConfidencePercent(10));
    }
    return report;
  }

  static Label label(int label, double score) {
    return Label.newBuilder()
        .setIdCode(label)
        .setNameEnglish(CLASSES.get(label))
        .setScorePercent(score)
        .build();
  }

  static CalibratedConfidence.Builder calibrated(int label, double probability, double distance) {
    return CalibratedConfidence.newBuilder()
        .setTemperature(0.065)
        .addProbabilities(
            ClassProbability.newBuilder()
                .setIdCode((label + 1) % CLASSES.size())
                .setProbabilityPercent(100 - probability))
        .addProbabilities(
            ClassProbability.newBuilder().setIdCode(label).setProbabilityPercent(probability))
        .setOutOfDistribution(
            OutOfDistribution.newBuilder()
                .setDistance(distance)
                .setNeighbor(5)
                .setThreshold(THRESHOLD)
                .setTruePositiveRatePercent(95)
                .setOutside(distance > THRESHOLD));
  }

  MadeUpJob answered(int label, double score) {
    return add(
        result(results.size(), ImageOutcome.IMAGE_OUTCOME_ANSWERED)
            .setReport(report(label, score)));
  }

  MadeUpJob answered(int label, double score, double probability, double distance) {
    return add(
        result(results.size(), ImageOutcome.IMAGE_OUTCOME_ANSWERED)
            .setReport(
                report(label, score).setCalibrated(calibrated(label, probability, distance))));
  }

  MadeUpJob abstained(int label, AbstentionReason... reasons) {
    return add(
        result(results.size(), ImageOutcome.IMAGE_OUTCOME_ABSTAINED)
            .setReport(
                report(label, 20)
                    .setDisposition(Disposition.DISPOSITION_ABSTAINED)
                    .setAgreement(Agreement.AGREEMENT_DIFFER)
                    .addAllAbstentionReasons(List.of(reasons))));
  }

  MadeUpJob failed(ImageOutcome outcome, String code, String message) {
    ImageResult.Builder result = result(results.size(), outcome).setCode(code).setMessage(message);
    return add(
        outcome == ImageOutcome.IMAGE_OUTCOME_UNREADABLE ? result.clearImageSha256() : result);
  }

  MadeUpJob add(ImageResult.Builder result) {
    results.add(result.build());
    return this;
  }

  Results results() {
    List<ImageResult> all = List.copyOf(results);
    return reader -> {
      for (ImageResult result : all) {
        reader.read(result);
      }
    };
  }

  /** So many, drawn from a seed while they are read; a few of every outcome. */
  static Results drawn(long images, long seed) {
    return reader -> {
      SplittableRandom random = new SplittableRandom(seed);
      for (long position = 0; position < images; position++) {
        reader.read(drawn(position, random));
      }
    };
  }

  private static ImageResult drawn(long position, SplittableRandom random) {
    int label = (int) (CLASSES.size() * Math.pow(random.nextDouble(), 2));
    double score = 100 * Math.sqrt(random.nextDouble());
    double probability = Math.min(99.99, score + 10 * random.nextDouble());
    double distance = Math.abs(0.18 + 0.08 * random.nextGaussian());
    double fate = random.nextDouble();
    if (fate < 0.02) {
      return result(position, ImageOutcome.IMAGE_OUTCOME_REJECTED)
          .setCode(fate < 0.015 ? "TRUNCATED_IMAGE" : "UNSUPPORTED_MEDIA")
          .setMessage("The image ends before its pixels do.")
          .build();
    }
    Report.Builder report =
        report(label, score).setCalibrated(calibrated(label, probability, distance));
    if (fate < 0.12) {
      report
          .setDisposition(Disposition.DISPOSITION_ABSTAINED)
          .addAbstentionReasons(
              distance > THRESHOLD
                  ? AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION
                  : AbstentionReason.ABSTENTION_REASON_LOW_PROBABILITY);
      return result(position, ImageOutcome.IMAGE_OUTCOME_ABSTAINED).setReport(report).build();
    }
    report.setAgreement(fate < 0.2 ? Agreement.AGREEMENT_DIFFER : Agreement.AGREEMENT_AGREE);
    ImageResult.Builder result =
        result(position, ImageOutcome.IMAGE_OUTCOME_ANSWERED).setReport(report);
    return fate > 0.99 ? result.addOtherNames("copy of " + position).build() : result.build();
  }
}
