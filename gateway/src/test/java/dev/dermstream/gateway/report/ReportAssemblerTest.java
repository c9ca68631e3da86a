package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.LabelLikelihood;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RecordField;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.StageTiming;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "Malignant Melanoma, 6",
    "악성흑색종, 6",
    "2, 2",
    "' 2\n', 2",
  })
  void aNameOrACodeAloneIsTheModelsLabel(String text, int idCode) {
    Report report = assemble(text);

    assertThat(report.getModelLabel().getIdCode()).isEqualTo(idCode);
    assertThat(report.getSummary()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"14", "-2", "02", "2 or 6", "Melanoma"})
  void nothingElseIsALabel(String text) {
    Report report = assemble(text);

    assertThat(report.hasModelLabel()).isFalse();
    assertThat(report.getSummary()).isEqualTo(text);
  }

  @Test
  void aRecordGivesItsSummaryAndTheClassItNames() {
    Report report =
        assemble("{\"lesion_type\": \"Melanocytic Nevus\", \"summary\": \"Even \\u0026 flat.\"}");

    assertThat(report.getSummary()).isEqualTo("Even & flat.");
    assertThat(report.getModelLabel())
        .isEqualTo(Reports.NEVUS.toBuilder().setScorePercent(0).build());
    assertThat(report.getAgreement()).isEqualTo(Agreement.AGREEMENT_DIFFER);
  }

  @Test
  void theFieldsOfARecordComeInTheirOrderUnlessTheLimitCutThem() {
    String record =
        "{\"lesion_type\":\"papule\",\"color\":\"red\",\"size\":3,\"summary\":\"Round.\"}";

    assertThat(assemble(record).getRecordFieldsList())
        .containsExactly(field("lesion_type", "papule"), field("color", "red"));
    assertThat(assemble(record, FinishReason.FINISH_REASON_LENGTH).getRecordFieldsList()).isEmpty();
  }

  private static RecordField field(String name, String value) {
    return RecordField.newBuilder().setName(name).setValue(value).build();
  }

  @Test
  void aRecordMayNameNoClass() {
    Report report = assemble("{\"lesion_type\":\"papule\",\"summary\":\"Round.\"}");

    assertThat(report.hasModelLabel()).isFalse();
    assertThat(report.getSummary()).isEqualTo("Round.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"summary\": \"No sign of",
        "{\"summary\": \"a\"} and more",
        "{'summary': 'a'}",
        "{\"summary\": 3}",
        "{\"summary\": {\"summary\": \"a\"}}",
        "{",
      })
  void aRecordThatIsNotWholeSaysNothing(String text) {
    Report report = assemble(text);

    assertThat(report.getSummary()).isEmpty();
    assertThat(report.hasModelLabel()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Flat and even. There is no sign of, Flat and even.",
    "It is 0.5 mm. Not 1., It is 0.5 mm. Not 1.",
    "색이 고릅니다. 악성의 징후는 없, 색이 고릅니다.",
    "There is no sign of, ''",
  })
  void aDocumentThatWasLedToItsCloseKeepsItsWholeSentencesAlone(String summary, String kept) {
    Finished cut =
        Reports.finished(
                "<root><label id_code=\"6\" score=\"9.0\">Malignant Melanoma</label><summary>"
                    + summary
                    + "</summary><similar_labels></similar_labels></root>")
            .toBuilder()
            .setFinishReason(FinishReason.FINISH_REASON_LENGTH)
            .build();

    Report report =
        ReportAssembler.answered(
            "q",
            Language.LANGUAGE_ENGLISH,
            Reports.encoded("r1"),
            cut,
            Reports.classified("r1"),
            List.of());

    assertThat(report.getSummary()).isEqualTo(kept);
    assertThat(report.getModelLabel().getIdCode()).isEqualTo(6);
    assertThat(report.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
  }

  @Test
  void likelihoodsAreSaidByTheModelAndPassedOn() {
    LabelLikelihood likelihood =
        LabelLikelihood.newBuilder().setIdCode(2).setLikelihoodPercent(62.5).build();
    Finished finished = Reports.finished("2").toBuilder().addLabelLikelihoods(likelihood).build();

    Report report =
        ReportAssembler.answered(
            "q",
            Language.LANGUAGE_ENGLISH,
            Reports.encoded("r1"),
            finished,
            Reports.classified("r1"),
            List.of());

    assertThat(report.getModelLabelLikelihoodsList()).containsExactly(likelihood);
    assertThat(ReportJson.line(report, null))
        .contains("\"model_label_likelihoods\":[{\"id_code\":2,\"likelihood\":62.5}]");
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
                Reports.classified(index),
                List.of()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RELEASE_MISMATCH));
  }

  @Test
  void anIndexWithoutClustersLeadsToAnAbstentionThatSaysWhy() {
    ClassifyResponse nothing = Reports.classified("r1").toBuilder().clearLabels().build();

    Report report =
        ReportAssembler.answered(
            "q",
            Language.LANGUAGE_ENGLISH,
            Reports.encoded("r1"),
            Reports.finished(""),
            nothing,
            List.of());

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
                unsound,
                List.of()))
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
    return assemble(text, FinishReason.FINISH_REASON_END);
  }

  private static Report assemble(String text, FinishReason reason) {
    return ReportAssembler.answered(
        "q-1",
        Language.LANGUAGE_UNSPECIFIED,
        Reports.encoded("r1"),
        Reports.finished(text).toBuilder().setFinishReason(reason).build(),
        Reports.classified("r1"),
        List.of());
  }
}
