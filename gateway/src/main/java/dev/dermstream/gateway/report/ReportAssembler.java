package dev.dermstream.gateway.report;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.util.List;
import java.util.Optional;

/**
 * Joins what the node said and what the index measured into one report. Scores come from the index,
 * words from the model; where their labels differ the report says so.
 */
public final class ReportAssembler {
  private ReportAssembler() {}

  /**
   * The report of an image that was answered, or ABSTAINED where the index could measure nothing or
   * the profile's rule says so; what was measured and said is in it all the same. Timings are those
   * of node and index; the gateway's own are for the caller to add.
   *
   * @param further what the index measured of {@code encoded}'s further regions, in their order
   * @throws ServiceException RELEASE_MISMATCH if node and index answered from different releases,
   *     INTERNAL if the index's scores cannot be what it measured (not a number, not best first) or
   *     lack what the rule needs
   */
  public static Report answered(
      String requestId,
      Language language,
      Encoded encoded,
      Finished finished,
      ClassifyResponse index,
      List<ClassifyResponse> further) {
    requireOneRelease(encoded.getProvenance(), index);
    requireSound(index);
    Optional<Label> measured = index.getLabelsList().stream().findFirst();
    List<Label> others = index.getLabelsList().stream().skip(1).toList();
    LabelSet labels = new LabelSet(index.getLabelSetList());
    ModelAnswer answer = AnswerReader.read(finished.getText(), labels);
    Optional<Label> said = Optional.ofNullable(answer.label()).flatMap(labels::resolve);
    Agreement agreement = agreement(measured, said);
    Report.Builder report =
        Report.newBuilder()
            .setRequestId(requestId)
            .setDisposition(Disposition.DISPOSITION_ANSWERED)
            .addAllSimilarLabels(others)
            .setLanguage(spoken(language))
            .setAgreement(agreement)
            .addAllNearestClusters(index.getNearestClustersList())
            .addAllNearestNeighbors(index.getNearestNeighborsList())
            .addAllClassConfidence(index.getClassConfidenceList())
            .addAllModelLabelLikelihoods(finished.getLabelLikelihoodsList())
            .setProvenance(encoded.getProvenance())
            .addAllTimings(encoded.getTimingsList())
            .addAllTimings(finished.getTimingsList())
            .addAllTimings(index.getTimingsList())
            .setNotice(encoded.getNotice())
            .setImage(encoded.getImage())
            .setFinishReason(finished.getFinishReason());
    report.addAllFurtherLesions(FurtherLesions.of(encoded, further));
    if (index.hasClusterMap()) {
      report.setClusterMap(index.getClusterMap());
    }
    if (index.hasCalibrated()) {
      report.setCalibrated(index.getCalibrated());
    }
    abstain(report, Abstention.reasons(index, agreement), index);
    measured.ifPresent(report::setLabel);
    said.ifPresent(report::setModelLabel);
    summary(answer, finished).ifPresent(report::setSummary);
    if (!ledToItsClose(finished)) {
      report.addAllRecordFields(answer.fields());
    }
    return report.build();
  }

  private static void abstain(
      Report.Builder report, List<AbstentionReason> reasons, ClassifyResponse index) {
    if (!reasons.isEmpty()) {
      report
          .setDisposition(Disposition.DISPOSITION_ABSTAINED)
          .addAllAbstentionReasons(reasons)
          .setAbstention(Abstention.sentences(reasons, index));
    }
  }

  /**
   * The summary. A document that is whole although its limit was reached was led to its close from
   * anywhere in a sentence, and half a sentence may say the opposite of the whole.
   */
  private static Optional<String> summary(ModelAnswer answer, Finished finished) {
    Optional<String> summary = Optional.ofNullable(answer.summary());
    return ledToItsClose(finished) ? summary.map(WholeSentences::of) : summary;
  }

  private static boolean ledToItsClose(Finished finished) {
    String text = finished.getText().strip();
    return finished.getFinishReason() == FinishReason.FINISH_REASON_LENGTH
        && (text.endsWith("</root>") || text.endsWith("}"));
  }

  /** The report of an image that the node refused. */
  public static Report rejected(String requestId, Language language, Rejected rejected) {
    return rejected(requestId, language, rejected.getError(), rejected.getProvenance()).toBuilder()
        .addAllTimings(rejected.getTimingsList())
        .build();
  }

  /** The report of an image that was refused for a reason that {@code error} gives. */
  public static Report rejected(
      String requestId, Language language, Error error, Provenance provenance) {
    return Report.newBuilder()
        .setRequestId(requestId)
        .setDisposition(Disposition.DISPOSITION_REJECTED)
        .setRejection(error.toBuilder().setRequestId(requestId))
        .setLanguage(spoken(language))
        .setProvenance(provenance)
        .build();
  }

  static void requireOneRelease(Provenance provenance, ClassifyResponse index) {
    if (provenance.getReleaseId().isEmpty()
        || !provenance.getReleaseId().equals(index.getReleaseId())) {
      throw new ServiceException(
          ErrorCode.RELEASE_MISMATCH,
          "Node and index answered from different releases; try again in a moment.");
    }
  }

  static void requireSound(ClassifyResponse index) {
    double previous = Double.POSITIVE_INFINITY;
    boolean sound = true;
    for (Label label : index.getLabelsList()) {
      double score = label.getScorePercent();
      sound &= Double.isFinite(score) && score <= previous;
      previous = score;
    }
    for (ClassProbability each : index.getCalibrated().getProbabilitiesList()) {
      sound &= Double.isFinite(each.getProbabilityPercent());
    }
    sound &= Double.isFinite(index.getCalibrated().getOutOfDistribution().getDistance());
    if (!sound || !Abstention.isJudgeable(index)) {
      throw new ServiceException(ErrorCode.INTERNAL, "The index's scores are not sound.");
    }
  }

  private static Agreement agreement(Optional<Label> measured, Optional<Label> said) {
    return said.map(label ->
            measured.isPresent() && label.getIdCode() == measured.get().getIdCode()
                ? Agreement.AGREEMENT_AGREE
                : Agreement.AGREEMENT_DIFFER)
        .orElse(Agreement.AGREEMENT_NO_MODEL_LABEL);
  }

  private static Language spoken(Language language) {
    return language == Language.LANGUAGE_KOREAN ? language : Language.LANGUAGE_ENGLISH;
  }
}
