package dev.dermstream.loadtest.chaos;

import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import java.util.List;

/**
 * What every report on a picture must say, taken from one that was given undisturbed.
 *
 * @param confidences in percent, by class, in order of its code
 */
record ExpectedAnswer(
    Picture picture,
    Disposition disposition,
    int idCode,
    int modelIdCode,
    String release,
    String summary,
    List<Double> confidences) {
  /** An engine that ran the picture in another batch sums in another order. */
  private static final double TOLERANCE_PERCENT = .01;

  ExpectedAnswer {
    confidences = List.copyOf(confidences);
  }

  static ExpectedAnswer of(Picture picture, Report report) {
    return new ExpectedAnswer(
        picture,
        report.getDisposition(),
        report.getLabel().getIdCode(),
        report.getModelLabel().getIdCode(),
        report.getProvenance().getReleaseId(),
        report.getSummary(),
        confidences(report));
  }

  /** Empty if the report is this answer; else a sentence that says in what it differs. */
  String difference(Report report) {
    if (report.getImage().getWidth() != picture.width()
        || report.getImage().getHeight() != picture.height()) {
      return "is about a picture of %d x %d, not of %d x %d"
          .formatted(
              report.getImage().getWidth(),
              report.getImage().getHeight(),
              picture.width(),
              picture.height());
    }
    ExpectedAnswer other = of(picture, report);
    if (!isNear(other.confidences)) {
      return "has confidences %s, not %s".formatted(other.confidences, confidences);
    }
    ExpectedAnswer alike =
        new ExpectedAnswer(
            picture,
            other.disposition,
            other.idCode,
            other.modelIdCode,
            other.release,
            other.summary,
            confidences);
    return equals(alike) ? "" : "is %s, not %s".formatted(alike, this);
  }

  private boolean isNear(List<Double> others) {
    if (others.size() != confidences.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (Math.abs(others.get(i) - confidences.get(i)) > TOLERANCE_PERCENT) {
        return false;
      }
    }
    return true;
  }

  /** Whether a report on the one could be taken for one on the other but for the size. */
  boolean isLike(ExpectedAnswer other) {
    return isNear(other.confidences);
  }

  private static List<Double> confidences(Report report) {
    return report.getClassConfidenceList().stream()
        .map(ClassConfidence::getConfidencePercent)
        .toList();
  }

  @Override
  public String toString() {
    return "%s %d (model %d) of %s: %s"
        .formatted(disposition, idCode, modelIdCode, release, summary);
  }
}
