package dev.dermstream.loadtest.chaos;

import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import java.util.List;

/**
 * What every report on a picture must say, taken from one that was given undisturbed.
 *
 * @param similarities cosine to the nearest cluster of each class, in order of its code: it tells
 *     pictures apart of which the classes are equally certain
 */
record ExpectedAnswer(
    Picture picture,
    Disposition disposition,
    int idCode,
    int modelIdCode,
    String release,
    String summary,
    List<Double> similarities) {
  /** An engine that ran the picture in another batch sums in another order. */
  private static final double TOLERANCE = 1e-4;

  ExpectedAnswer {
    similarities = List.copyOf(similarities);
  }

  static ExpectedAnswer of(Picture picture, Report report) {
    return new ExpectedAnswer(
        picture,
        report.getDisposition(),
        report.getLabel().getIdCode(),
        report.getModelLabel().getIdCode(),
        report.getProvenance().getReleaseId(),
        report.getSummary(),
        similarities(report));
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
    if (!isNear(other.similarities)) {
      return "has similarities %s, not %s".formatted(other.similarities, similarities);
    }
    ExpectedAnswer alike =
        new ExpectedAnswer(
            picture,
            other.disposition,
            other.idCode,
            other.modelIdCode,
            other.release,
            other.summary,
            similarities);
    return equals(alike) ? "" : "is %s, not %s".formatted(alike, this);
  }

  private boolean isNear(List<Double> others) {
    if (others.size() != similarities.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      if (Math.abs(others.get(i) - similarities.get(i)) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  /** Whether a report on the one could be taken for one on the other but for the size. */
  boolean isLike(ExpectedAnswer other) {
    return isNear(other.similarities);
  }

  private static List<Double> similarities(Report report) {
    return report.getClassConfidenceList().stream().map(ClassConfidence::getSimilarity).toList();
  }

  @Override
  public String toString() {
    return "%s %d (model %d) of %s: %s"
        .formatted(disposition, idCode, modelIdCode, release, summary);
  }
}
