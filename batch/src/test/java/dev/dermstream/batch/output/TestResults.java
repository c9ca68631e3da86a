package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.RecordField;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Results of DICOM objects, one of every kind, with names in many scripts. */
final class TestResults {
  static final Job JOB =
      Job.newBuilder().setJobId("job-0001").setSubmittedMillis(1_795_000_000_000L).build();

  /** Each would harm one form or another. */
  static final List<String> NAMES =
      List.of(
          "환자/흑색종 1.dcm",
          "=cmd|'/c calc'!A1.dcm",
          "комната/снимок, \"левый\".dcm",
          "皮膚/写真\n二.dcm",
          "صور/شامة.dcm",
          "'; DROP TABLE dermstream_results; --.dcm",
          "e\u0301 😀 \u2028.dcm");

  private TestResults() {}

  /** All kinds. */
  static List<ImageResult> all() {
    return List.of(
        answered(0).addOtherNames("again, \"twice\".dcm").addOtherNames("@x|y.dcm").build(),
        answered(1).build(),
        abstained(2).build(),
        failed(3, ImageOutcome.IMAGE_OUTCOME_REJECTED, "UNSUPPORTED_MEDIA"),
        failed(4, ImageOutcome.IMAGE_OUTCOME_SET_ASIDE, "INTERNAL"),
        failed(5, ImageOutcome.IMAGE_OUTCOME_UNREADABLE, "DENIED").toBuilder()
            .clearImageSha256()
            .clearImageBytes()
            .build(),
        answered(6).build());
  }

  static Results of(List<ImageResult> results) {
    return reader -> {
      for (ImageResult result : results) {
        reader.read(result);
      }
    };
  }

  static List<ImageResult> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> answered(i).build()).toList();
  }

  /** Not all alike, so that they do not vanish by compression. */
  static List<ImageResult> random(int count) {
    Random random = new Random(7);
    return IntStream.range(0, count)
        .mapToObj(i -> answered(i).setMessage(Double.toHexString(random.nextGaussian())).build())
        .toList();
  }

  /** The object that a result is of. */
  static byte[] bytes(ImageResult result) {
    return bytes((int) result.getPosition());
  }

  private static byte[] bytes(int position) {
    return new SampleObject("2.25.71", "2.25.72", "2.25.73" + (position + 1), position % 256)
        .part10();
  }

  private static ImageResult.Builder image(int position, ImageOutcome outcome) {
    byte[] bytes = bytes(position);
    return ImageResult.newBuilder()
        .setPosition(position)
        .setName(NAMES.get(position % NAMES.size()))
        .setImageSha256(Sha256.hex(bytes))
        .setImageBytes(bytes.length)
        .setOutcome(outcome);
  }

  private static ImageResult failed(int position, ImageOutcome outcome, String code) {
    return image(position, outcome).setCode(code).setMessage("-1 is said of it.").build();
  }

  static ImageResult.Builder answered(int position) {
    return image(position, ImageOutcome.IMAGE_OUTCOME_ANSWERED)
        .setReport(
            report()
                .setDisposition(Disposition.DISPOSITION_ANSWERED)
                .setAgreement(Agreement.AGREEMENT_AGREE)
                .setModelLabel(label(1, 90)));
  }

  private static ImageResult.Builder abstained(int position) {
    return image(position, ImageOutcome.IMAGE_OUTCOME_ABSTAINED)
        .setReport(
            report()
                .setDisposition(Disposition.DISPOSITION_ABSTAINED)
                .setAbstention("The class confidence is below the bound.")
                .addAbstentionReasons(AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE)
                .addAbstentionReasons(AbstentionReason.ABSTENTION_REASON_NO_MODEL_LABEL)
                .setAgreement(Agreement.AGREEMENT_NO_MODEL_LABEL));
  }

  private static Report.Builder report() {
    return Report.newBuilder()
        .setLabel(label(1, 87.5))
        .addSimilarLabels(label(0, 9.1235))
        .addSimilarLabels(label(2, 3.3765))
        .addClassConfidence(confidence(0, 9.1235))
        .addClassConfidence(confidence(1, 87.5))
        .addClassConfidence(confidence(2, 3.3765))
        .setCalibrated(calibrated())
        .addNearestClusters(
            NearestCluster.newBuilder()
                .setClusterId(4)
                .setIdCode(1)
                .setCosineSimilarity(0.91)
                .setSize(120))
        .setLanguage(Language.LANGUAGE_KOREAN)
        .setSummary("비대칭인 흑갈색 반, 경계가 고르지 않음. \"A\", <b>B</b>\n둘째 줄.")
        .addRecordFields(RecordField.newBuilder().setName("color").setValue("흑갈색"))
        .setImage(
            ImageInfo.newBuilder()
                .setFormat("DICOM")
                .setWidth(8)
                .setHeight(8)
                .setRegion(region(1, 2, 5, 4)))
        .addFurtherLesions(
            FurtherLesion.newBuilder()
                .setRegion(region(0, 0, 2, 2))
                .setDisposition(Disposition.DISPOSITION_ANSWERED)
                .setLabel(label(2, 60.25))
                .addClassConfidence(confidence(2, 60.25)))
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId("demonstration-0123456789abcdef")
                .setProfile("tumour4")
                .setEngine("OnnxRuntime 1.29.0 cpu")
                .setModelSha256("12".repeat(32))
                .setPreprocessingSha256("34".repeat(32)))
        .setNotice("For research; not for clinical use.");
  }

  private static Region region(int x, int y, int width, int height) {
    return Region.newBuilder()
        .setFound(true)
        .setX(x)
        .setY(y)
        .setWidth(width)
        .setHeight(height)
        .setProbabilityPercent(96.5)
        .build();
  }

  private static CalibratedConfidence calibrated() {
    return CalibratedConfidence.newBuilder()
        .addProbabilities(probability(1, 71.1235))
        .addProbabilities(probability(0, 20))
        .addProbabilities(probability(2, 8.8765))
        .setTemperature(0.043)
        .setPredictionSet(
            PredictionSet.newBuilder().setCoveragePercent(90).addIdCodes(0).addIdCodes(1))
        .setClassConditionalSet(
            PredictionSet.newBuilder()
                .setCoveragePercent(90)
                .addIdCodes(0)
                .addIdCodes(1)
                .addIdCodes(2))
        .setOutOfDistribution(
            OutOfDistribution.newBuilder()
                .setDistance(0.12)
                .setNeighbor(10)
                .setThreshold(0.4)
                .setTruePositiveRatePercent(95))
        .build();
  }

  private static Label label(int idCode, double percent) {
    return Label.newBuilder()
        .setIdCode(idCode)
        .setNameEnglish(List.of("Actinic keratosis", "Melanoma", "Nevus").get(idCode))
        .setNameKorean(List.of("광선각화증", "흑색종", "모반").get(idCode))
        .setScorePercent(percent)
        .build();
  }

  private static ClassConfidence confidence(int idCode, double percent) {
    return ClassConfidence.newBuilder()
        .setIdCode(idCode)
        .setSimilarity(0.5)
        .setConfidencePercent(percent)
        .build();
  }

  private static ClassProbability probability(int idCode, double percent) {
    return ClassProbability.newBuilder().setIdCode(idCode).setProbabilityPercent(percent).build();
  }
}
