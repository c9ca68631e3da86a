package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.StageTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportAssemblerTest {
  @Test
  void scoresAreMeasuredAndWordsAreSaid() {
    Report report =
        assemble(
            "<root><label id_code=\"2\" score=\"99\">Melanocytic Nevus</label>"
                + "<summary>Brown.</summary></root>");

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getLabel()).isEqualTo(Reports.MELANOMA);
    assertThat(report.getSimilarLabelsList()).containsExactly(Reports.NEVUS);
    assertThat(report.getSummary()).isEqualTo("Brown.");
    assertThat(report.getModelLabel())
        .isEqualTo(Reports.NEVUS.toBuilder().setScorePercent(99).build());
    assertThat(report.getAgreement()).isEqualTo(Agreement.AGREEMENT_DIFFER);
    assertThat(report.getNotice()).isEqualTo("not for clinical use");
    assertThat(report.getTimingsList())
        .extracting(StageTiming::getStage)
        .containsExactly("encode", "generate", "classify");
    assertThat(report.getNearestClustersCount()).isEqualTo(1);
    assertThat(report.getNearestNeighborsCount()).isEqualTo(1);
    assertThat(report.getClassConfidenceCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "6, Malignant Melanoma, AGREEMENT_AGREE",
    "6, malignant melanoma, AGREEMENT_AGREE",
    "6, 악성흑색종, AGREEMENT_AGREE",
    "6, Malignant Melanomaa, AGREEMENT_AGREE",
    "2, Melanocytic Nevus, AGREEMENT_DIFFER",
    "14, Lentigo Simplex, AGREEMENT_NO_MODEL_LABEL",
    "6, Melanocytic Nevus, AGREEMENT_NO_MODEL_LABEL",
  })
  void agreementFollowsWhatTheModelNamed(int idCode, String name, Agreement agreement) {
    Report report =
        assemble(
            "<root><label id_code=\"%d\" score=\"50\">%s</label></root>".formatted(idCode, name));

    assertThat(report.getAgreement()).isEqualTo(agreement);
    assertThat(report.hasModelLabel()).isEqualTo(agreement != Agreement.AGREEMENT_NO_MODEL_LABEL);
  }

  @Test
  void anUnreadableAnswerLeavesTheMeasurement() {
    Report report = assemble("<root><lab");

    assertThat(report.getLabel()).isEqualTo(Reports.MELANOMA);
    assertThat(report.getSummary()).isEmpty();
    assertThat(report.getAgreement()).isEqualTo(Agreement.AGREEMENT_NO_MODEL_LABEL);
  }

  @ParameterizedTest
  @CsvSource({"r1, r2", "'', ''"})
  void answersOfTwoReleasesAreNeverJoined(String node, String index) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() ->
            ReportAssembler.answered(
                "q",
                Language.LANGUAGE_ENGLISH,
                Reports.encoded(node),
                Reports.finished(""),
                Reports.classified(index)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RELEASE_MISMATCH));
  }

  @Test
  void anIndexWithoutClustersLeadsToAnAbstentionThatSaysWhy() {
    ClassifyResponse nothing = Reports.classified("r1").toBuilder().clearLabels().build();

    Report report =
        ReportAssembler.answered(
            "q", Language.LANGUAGE_ENGLISH, Reports.encoded("r1"), Reports.finished(""), nothing);

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ABSTAINED);
    assertThat(report.hasLabel()).isFalse();
    assertThat(report.getAbstention()).contains("nothing can be measured");
  }

  @ParameterizedTest
  @CsvSource({"NaN, 1", "50, Infinity", "10, 90"})
  void scoresThatCannotBeMeasuredAreAFault(double first, double second) {
    ClassifyResponse unsound =
        Reports.classified("r1").toBuilder()
            .clearLabels()
            .addLabels(Reports.MELANOMA.toBuilder().setScorePercent(first))
            .addLabels(Reports.NEVUS.toBuilder().setScorePercent(second))
            .build();

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() ->
            ReportAssembler.answered(
                "q",
                Language.LANGUAGE_ENGLISH,
                Reports.encoded("r1"),
                Reports.finished(""),
                unsound))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void aRejectionNamesReleaseAndNodeAndHasNoLabel() {
    Report report =
        ReportAssembler.rejected(
            "q-9",
            Language.LANGUAGE_KOREAN,
            Rejected.newBuilder()
                .setError(StatusMapping.error(ErrorCode.TRUNCATED_IMAGE, "It ends early.", "other"))
                .setProvenance(Reports.encoded("r1").getProvenance())
                .addTimings(StageTiming.newBuilder().setStage("decode").setNanos(5))
                .build());

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(report.hasLabel()).isFalse();
    assertThat(report.getRejection().getCode()).isEqualTo("TRUNCATED_IMAGE");
    assertThat(report.getRejection().getRequestId()).isEqualTo("q-9");
    assertThat(report.getProvenance().getReleaseId()).isEqualTo("r1");
    assertThat(report.getProvenance().getNodeId()).isEqualTo("node-1");
    assertThat(report.getTimingsCount()).isEqualTo(1);
  }

  private static Report assemble(String text) {
    return ReportAssembler.answered(
        "q-1",
        Language.LANGUAGE_UNSPECIFIED,
        Reports.encoded("r1"),
        Reports.finished(text),
        Reports.classified("r1"));
  }
}
