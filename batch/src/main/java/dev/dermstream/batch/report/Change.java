package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageResult;
import java.util.Comparator;

/**
 * What two jobs said of one image; of most images the same.
 *
 * @param from class that the first answered, else what became of the image
 * @param fromScore percent; NaN where it was not answered
 * @param later what the second said
 */
record Change(String from, double fromScore, ImageResult later) {
  /** The largest first, then in the order of the second job. */
  static final Comparator<Change> LARGEST_FIRST =
      Comparator.comparingDouble(Change::size)
          .reversed()
          .thenComparingLong(change -> change.later.getPosition());

  /** Score of the answer, percent; NaN for an image that was not answered. */
  static double score(ImageResult result) {
    return Answers.answered(result) ? result.getReport().getLabel().getScorePercent() : Double.NaN;
  }

  String to() {
    return Answers.of(later);
  }

  double toScore() {
    return score(later);
  }

  boolean isSame() {
    return from.equals(to()) && Double.isNaN(fromScore) == Double.isNaN(toScore());
  }

  /** Both answered the image, each with another class. */
  boolean isOfLabel() {
    return !isSame() && !Double.isNaN(fromScore) && !Double.isNaN(toScore());
  }

  /**
   * How large the change is, 0 to 200: the score that was given up and the one that has come, so
   * that two sure answers that contradict each other are the largest. No answer counts nothing.
   */
  double size() {
    return isSame() ? 0 : orNothing(fromScore) + orNothing(toScore());
  }

  private static double orNothing(double score) {
    return Double.isNaN(score) ? 0 : score;
  }
}
