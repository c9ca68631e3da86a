package dev.dermstream.pacs.report;

import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a report says of one lesion, the main one or a further one.
 *
 * @param number from 1, which is the main one
 * @param region where it was found; empty: the whole picture was answered
 * @param label empty where nothing was measured
 * @param scores class confidence of every class of which the report tells one, best first
 * @param probabilities of the classes, where the release is calibrated, best first
 * @param predictionSet id codes, where the release is calibrated
 */
record Lesion(
    int number,
    Optional<Region> region,
    boolean answered,
    Optional<Label> label,
    List<Score> scores,
    List<Score> probabilities,
    List<Integer> predictionSet,
    String abstention,
    List<AbstentionReason> reasons) {

  /** Of one class; percent is finite. */
  record Score(int idCode, double percent) {}

  /** The main lesion, then the others. */
  static List<Lesion> of(Report report) {
    List<Lesion> lesions = new ArrayList<>();
    lesions.add(main(report));
    for (FurtherLesion further : report.getFurtherLesionsList()) {
      lesions.add(further(lesions.size() + 1, further));
    }
    return List.copyOf(lesions);
  }

  private static Lesion main(Report report) {
    return new Lesion(
        1,
        report.getImage().hasRegion() && report.getImage().getRegion().getFound()
            ? Optional.of(report.getImage().getRegion())
            : Optional.empty(),
        report.getDisposition() == Disposition.DISPOSITION_ANSWERED,
        report.hasLabel() ? Optional.of(report.getLabel()) : Optional.empty(),
        scores(
            report.hasLabel(),
            report.getLabel(),
            report.getSimilarLabelsList(),
            report.getClassConfidenceList()),
        probabilities(report.getCalibrated()),
        report.getCalibrated().getPredictionSet().getIdCodesList(),
        report.getAbstention(),
        report.getAbstentionReasonsList());
  }

  private static Lesion further(int number, FurtherLesion lesion) {
    return new Lesion(
        number,
        lesion.hasRegion() && lesion.getRegion().getFound()
            ? Optional.of(lesion.getRegion())
            : Optional.empty(),
        lesion.getDisposition() == Disposition.DISPOSITION_ANSWERED,
        lesion.hasLabel() ? Optional.of(lesion.getLabel()) : Optional.empty(),
        scores(
            lesion.hasLabel(),
            lesion.getLabel(),
            lesion.getSimilarLabelsList(),
            lesion.getClassConfidenceList()),
        probabilities(lesion.getCalibrated()),
        lesion.getCalibrated().getPredictionSet().getIdCodesList(),
        lesion.getAbstention(),
        lesion.getAbstentionReasonsList());
  }

  /** The class confidences, and those of labels that they lack. */
  private static List<Score> scores(
      boolean hasLabel, Label label, List<Label> similar, List<ClassConfidence> confidences) {
    Map<Integer, Double> percents = new LinkedHashMap<>();
    confidences.forEach(of -> percents.put(of.getIdCode(), of.getConfidencePercent()));
    if (hasLabel) {
      percents.putIfAbsent(label.getIdCode(), label.getScorePercent());
    }
    similar.forEach(of -> percents.putIfAbsent(of.getIdCode(), of.getScorePercent()));
    return sorted(percents.entrySet().stream().map(of -> new Score(of.getKey(), of.getValue())));
  }

  private static List<Score> probabilities(CalibratedConfidence calibrated) {
    return sorted(
        calibrated.getProbabilitiesList().stream()
            .map(of -> new Score(of.getIdCode(), of.getProbabilityPercent())));
  }

  private static List<Score> sorted(Stream<Score> scores) {
    return scores
        .filter(score -> Double.isFinite(score.percent()))
        .sorted(
            Comparator.comparingDouble(Score::percent).reversed().thenComparingInt(Score::idCode))
        .toList();
  }
}
