package dev.dermstream.batch.report;

import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a report counts, in one pass. Memory: histograms for each class and a few dozen
 * results, whatever the number of images. Used by one thread.
 */
final class JobTally implements Results.Reader {
  static final int THUMBNAILS = 12;
  private static final int MOST_CLASSES = 1_000;
  private static final int MOST_CALIBRATIONS = 8;

  private final Map<ImageOutcome, Long> outcomes = new EnumMap<>(ImageOutcome.class);
  private final Map<AbstentionReason, Long> reasons = new EnumMap<>(AbstentionReason.class);
  private final Map<Agreement, Long> agreementAnswered = new EnumMap<>(Agreement.class);
  private final Map<Agreement, Long> agreementAbstained = new EnumMap<>(Agreement.class);
  private final Map<String, ClassTally> classes = new HashMap<>();
  private final Map<Integer, String> labelSet = new HashMap<>();
  private final Map<DriftTally.Calibration, DriftTally> drift = new HashMap<>();
  private final Histogram scores = Histogram.ofPercent();
  private final Histogram probabilities = Histogram.ofPercent();
  private final Sources sources = new Sources();
  private final Failures failures = new Failures();
  private final Extremes<ImageResult> surest = Extremes.surest(THUMBNAILS);
  private final Extremes<ImageResult> leastSure = Extremes.leastSure(THUMBNAILS);
  private long images;
  private long duplicates;

  @Override
  public void read(ImageResult result) {
    images++;
    duplicates += result.getOtherNamesCount();
    outcomes.merge(result.getOutcome(), 1L, Long::sum);
    switch (result.getOutcome()) {
      case IMAGE_OUTCOME_ANSWERED -> answered(result);
      case IMAGE_OUTCOME_ABSTAINED -> abstained(result.getReport());
      case IMAGE_OUTCOME_REJECTED, IMAGE_OUTCOME_UNREADABLE, IMAGE_OUTCOME_SET_ASIDE ->
          failures.add(result);
      case IMAGE_OUTCOME_DUPLICATE, IMAGE_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  private void answered(ImageResult result) {
    Report report = result.getReport();
    measured(report);
    agreementAnswered.merge(report.getAgreement(), 1L, Long::sum);
    scores.add(report.getLabel().getScorePercent());
    Answers.probability(report).ifPresent(probabilities::add);
    ofLabel(report.getLabel()).answered(report);
    surest.add(result);
    leastSure.add(result);
  }

  private void abstained(Report report) {
    measured(report);
    agreementAbstained.merge(report.getAgreement(), 1L, Long::sum);
    report.getAbstentionReasonsList().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
    if (report.hasLabel()) {
      ofLabel(report.getLabel()).abstained();
    }
  }

  private void measured(Report report) {
    sources.add(report);
    report.getSimilarLabelsList().forEach(this::name);
    for (ClassConfidence confidence : report.getClassConfidenceList()) {
      if (labelSet.size() < MOST_CLASSES) {
        labelSet.putIfAbsent(confidence.getIdCode(), "");
      }
    }
    if (report.getCalibrated().hasOutOfDistribution()) {
      var outside = report.getCalibrated().getOutOfDistribution();
      var calibration = DriftTally.Calibration.of(outside);
      if (drift.size() < MOST_CALIBRATIONS || drift.containsKey(calibration)) {
        drift.computeIfAbsent(calibration, DriftTally::new).add(outside);
      }
    }
  }

  private void name(Label label) {
    if (labelSet.size() < MOST_CLASSES || labelSet.containsKey(label.getIdCode())) {
      labelSet.put(label.getIdCode(), Answers.name(label));
    }
  }

  private ClassTally ofLabel(Label label) {
    name(label);
    String name = Answers.name(label);
    boolean room = classes.size() < MOST_CLASSES || classes.containsKey(name);
    return classes.computeIfAbsent(room ? name : NamedCounts.OTHERS, ClassTally::new);
  }

  /**
   * Every class of the label set as far as the results name it: the most answered first, equal ones
   * by name.
   */
  List<ClassTally> classes() {
    Map<String, ClassTally> all = new HashMap<>(classes);
    labelSet.forEach((idCode, name) ->
        all.computeIfAbsent(name.isEmpty() ? Answers.unnamed(idCode) : name, ClassTally::new));
    return all.values().stream()
        .sorted(
            Comparator.comparingLong(ClassTally::answers)
                .thenComparingLong(ClassTally::abstentions)
                .reversed()
                .thenComparing(ClassTally::name))
        .toList();
  }

  /** By calibration, the one of most images first. */
  List<DriftTally> drift() {
    Collection<DriftTally> all = drift.values();
    return all.stream()
        .sorted(
            Comparator.comparingLong(DriftTally::images)
                .reversed()
                .thenComparingDouble(one -> one.calibration().threshold()))
        .toList();
  }

  long outcome(ImageOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  long reason(AbstentionReason reason) {
    return reasons.getOrDefault(reason, 0L);
  }

  long agreement(Agreement agreement, boolean ofAnswered) {
    return (ofAnswered ? agreementAnswered : agreementAbstained).getOrDefault(agreement, 0L);
  }

  Histogram scores() {
    return scores;
  }

  Histogram probabilities() {
    return probabilities;
  }

  Sources sources() {
    return sources;
  }

  Failures failures() {
    return failures;
  }

  List<ImageResult> surest() {
    return surest.sorted();
  }

  List<ImageResult> leastSure() {
    return leastSure.sorted();
  }

  /** Different images. */
  long images() {
    return images;
  }

  /** Files that hold an image which another file held before. */
  long duplicates() {
    return duplicates;
  }
}
