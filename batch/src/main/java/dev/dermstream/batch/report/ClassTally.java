package dev.dermstream.batch.report;

import dev.dermstream.v1.Report;

/** What was answered with one class. */
final class ClassTally {
  private final String name;
  private final Histogram scores = Histogram.ofPercent();
  private final Histogram probabilities = Histogram.ofPercent();
  private long abstained;

  ClassTally(String name) {
    this.name = name;
  }

  void answered(Report report) {
    scores.add(report.getLabel().getScorePercent());
    Answers.probability(report).ifPresent(probabilities::add);
  }

  void abstained() {
    abstained++;
  }

  String name() {
    return name;
  }

  long answers() {
    return scores.count();
  }

  /** Images of which it would have been the answer. */
  long abstentions() {
    return abstained;
  }

  Histogram scores() {
    return scores;
  }

  Histogram probabilities() {
    return probabilities;
  }
}
