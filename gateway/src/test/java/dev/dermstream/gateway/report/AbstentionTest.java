package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import dev.dermstream.v1.Report;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbstentionTest {
  private static final String AGREES = "6";
  private static final String DIFFERS = "2";
  private static final String NOTHING = "";

  /** Every rule at once; the evidence decides which holds. */
  private static final AbstentionRule STRICT =
      AbstentionRule.newBuilder()
          .setOutOfDistribution(true)
          .setEmptySet(true)
          .setLargestSet(1)
          .setLeastConfidencePercent(50)
          .setLeastProbabilityPercent(50)
          .setModelDiffers(true)
          .setNoModelLabel(true)
          .build();

  @Test
  void evidenceThatSatisfiesEveryRuleIsAnswered() {
    Report report = report(STRICT, calibrated(0.1, 80, 6), AGREES);

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getAbstention()).isEmpty();
    assertThat(report.getAbstentionReasonsList()).isEmpty();
    assertThat(report.getCalibrated()).isEqualTo(calibrated(0.1, 80, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "0.3, 80, 6, 6, OUT_OF_DISTRIBUTION, distance 0.3000 to the nearest 10 is over 0.2000",
    "0.1, 80, '', 6, EMPTY_SET, (coverage 90.0%)",
    "0.1, 80, 2 6, 6, LARGE_SET, 2 classes are in the prediction set",
    "0.1, 49.9, 6, 6, LOW_PROBABILITY, 49.9% is below the profile's 50.0%",
    "0.1, 80, 6, 2, MODEL_DIFFERS, names another class",
    "0.1, 80, 6, '', NO_MODEL_LABEL, named no class",
  })
  void eachRuleAloneLeadsToAnAbstentionThatShowsItsEvidence(
      double distance, double percent, String set, String said, String reason, String sentence) {
    Report report = report(STRICT, calibrated(distance, percent, codes(set)), said);

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
    assertThat(report.getAbstentionReasonsList())
        .containsExactly(AbstentionReason.valueOf("ABSTENTION_REASON_" + reason));
    assertThat(report.getAbstention()).contains(sentence).endsWith(".");
    assertThat(report.getLabel()).isEqualTo(Reports.MELANOMA);
    assertThat(report.getSimilarLabelsList()).containsExactly(Reports.NEVUS);
    assertThat(report.getNearestClustersCount()).isOne();
    assertThat(report.getNearestNeighborsCount()).isOne();
    assertThat(report.hasCalibrated()).isTrue();
  }

  @Test
  void aConfidenceBelowTheBoundNeedsNoCalibration() {
    AbstentionRule rule = AbstentionRule.newBuilder().setLeastConfidencePercent(93.5).build();

    Report report = answered(Reports.classified("r1"), rule, AGREES);

    assertThat(report.getAbstentionReasonsList())
        .containsExactly(AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE);
    assertThat(report.getAbstention())
        .isEqualTo("The class confidence 93.5% is below the profile's 93.5%.");
  }

  @Test
  void everyReasonThatHoldsIsTold() {
    Report report = report(STRICT, calibrated(0.3, 40), DIFFERS);

    assertThat(report.getAbstentionReasonsList())
        .containsExactly(
            AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION,
            AbstentionReason.ABSTENTION_REASON_EMPTY_SET,
            AbstentionReason.ABSTENTION_REASON_LOW_PROBABILITY,
            AbstentionReason.ABSTENTION_REASON_MODEL_DIFFERS);
    assertThat(report.getAbstention().split("(?<=\\.) ")).hasSize(4);
  }

  @Test
  void aProfileWithoutARuleAnswersWhateverTheEvidence() {
    Report report = report(AbstentionRule.getDefaultInstance(), calibrated(2, 1), NOTHING);

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void theRuleSaysWhichSetCounts() {
    CalibratedConfidence calibrated =
        calibrated(0.1, 80, 6).toBuilder()
            .setClassConditionalSet(
                PredictionSet.newBuilder().setCoveragePercent(90).addAllIdCodes(List.of(2, 6)))
            .build();
    AbstentionRule marginal = AbstentionRule.newBuilder().setLargestSet(1).build();

    assertThat(report(marginal, calibrated, AGREES).getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(
            report(marginal.toBuilder().setClassConditionalSet(true).build(), calibrated, AGREES)
                .getAbstentionReasonsList())
        .containsExactly(AbstentionReason.ABSTENTION_REASON_LARGE_SET);
  }

  @Test
  void aRuleThatCannotBeJudgedIsAFaultAndNoAnswer() {
    assertFault(() -> answered(Reports.classified("r1"), STRICT, AGREES));
    assertFault(() -> report(STRICT, calibrated(Double.NaN, 80, 6), AGREES));
    assertFault(() -> report(STRICT, calibrated(0.1, Double.NaN, 6), AGREES));
  }

  private static void assertFault(Runnable join) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(join::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void jsonAndXmlTellReasonsAndEvidence() {
    Report report = report(STRICT, calibrated(0.3, 40, 2, 6), DIFFERS);

    JsonObject json = ReportJson.object(report);
    assertThat(json.get("disposition").getAsString()).isEqualTo("ABSTAINED");
    assertThat(json.get("abstention_reasons"))
        .hasToString(
            "[\"OUT_OF_DISTRIBUTION\",\"LARGE_SET\",\"LOW_PROBABILITY\",\"MODEL_DIFFERS\"]");
    assertThat(json.get("calibrated"))
        .hasToString(
            "{\"probabilities\":[{\"id_code\":6,\"probability\":40.0},"
                + "{\"id_code\":2,\"probability\":60.0}],\"temperature\":0.05,"
                + "\"prediction_set\":{\"coverage\":90.0,\"id_codes\":[2,6]},"
                + "\"class_conditional_set\":{\"coverage\":90.0,\"id_codes\":[2,6]},"
                + "\"out_of_distribution\":{\"distance\":0.3,\"neighbor\":10,\"threshold\":0.2,"
                + "\"true_positive_rate\":95.0,\"outside\":true}}");
    assertThat(ReportXml.render(report))
        .startsWith("<root disposition=\"ABSTAINED\"")
        .contains("<label id_code=\"6\"")
        .contains(
            "<abstention reasons=\"OUT_OF_DISTRIBUTION LARGE_SET LOW_PROBABILITY MODEL_DIFFERS\">"
                + "The image is unlike the training images");
  }

  private static int[] codes(String set) {
    return Arrays.stream(set.split(" "))
        .filter(code -> !code.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static CalibratedConfidence calibrated(double distance, double percent, int... set) {
    PredictionSet.Builder codes = PredictionSet.newBuilder().setCoveragePercent(90);
    Arrays.stream(set).forEach(codes::addIdCodes);
    return CalibratedConfidence.newBuilder()
        .addProbabilities(ClassProbability.newBuilder().setIdCode(6).setProbabilityPercent(percent))
        .addProbabilities(
            ClassProbability.newBuilder().setIdCode(2).setProbabilityPercent(100 - percent))
        .setTemperature(0.05)
        .setPredictionSet(codes)
        .setClassConditionalSet(codes)
        .setOutOfDistribution(
            OutOfDistribution.newBuilder()
                .setDistance(distance)
                .setNeighbor(10)
                .setThreshold(0.2)
                .setTruePositiveRatePercent(95)
                .setOutside(distance > 0.2))
        .build();
  }

  private static Report report(AbstentionRule rule, CalibratedConfidence calibrated, String said) {
    return answered(
        Reports.classified("r1").toBuilder().setCalibrated(calibrated).build(), rule, said);
  }

  private static Report answered(ClassifyResponse index, AbstentionRule rule, String said) {
    return ReportAssembler.answered(
        "q",
        Language.LANGUAGE_ENGLISH,
        Reports.encoded("r1"),
        Reports.finished(said),
        index.toBuilder().setAbstentionRule(rule).build(),
        List.of());
  }
}
