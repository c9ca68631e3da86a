package dev.dermstream.batch.report;

import dev.dermstream.v1.OutOfDistribution;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How far from the training images those of a job lie, by one calibration. The threshold was set so
 * that known images lie within it, a given share of them: a larger share outside is drift.
 */
final class DriftTally {
  /**
   * What makes distances comparable.
   *
   * @param neighbor k of the k-th nearest training image
   * @param truePositiveRate percent of known images within the threshold
   */
  record Calibration(double threshold, double truePositiveRate, int neighbor) {
    static Calibration of(OutOfDistribution outside) {
      return new Calibration(
          outside.getThreshold(), outside.getTruePositiveRatePercent(), outside.getNeighbor());
    }

    /** Share of known images beyond the threshold, 0 to 1. */
    double expected() {
      return 1 - truePositiveRate / 100;
    }
  }

  private final Calibration calibration;
  private final List<Histogram> distances =
      DoubleStream.of(0.05, 0.1, 0.2, 0.5, 1, 2)
          .mapToObj(end -> new Histogram(40, 0, end))
          .toList();
  private long outside;

  DriftTally(Calibration calibration) {
    this.calibration = calibration;
  }

  void add(OutOfDistribution measured) {
    distances.forEach(histogram -> histogram.add(measured.getDistance()));
    if (measured.getOutside()) {
      outside++;
    }
  }

  Calibration calibration() {
    return calibration;
  }

  long images() {
    return distances.getLast().count();
  }

  long outside() {
    return outside;
  }

  ShareInterval share() {
    return ShareInterval.of(outside, images());
  }

  /** With a little room to the right of the threshold. */
  Histogram distances() {
    return Histogram.narrowest(distances, 1.1 * calibration.threshold());
  }

  /** Whether there is drift, and what it means, in sentences. */
  String statement() {
    ShareInterval share = share();
    double expected = calibration.expected();
    if (share.low() > expected) {
      return "Drift: more of these images lie far from the training images than of the images that"
          + " the calibration was made with, and by more than chance would do. The archive differs"
          + " from what the model has learnt (camera, lighting, body sites, kinds of lesion);"
          + " scores and probabilities of this job may be less often right than they say.";
    }
    if (share.high() < expected) {
      return "No drift away from the training images: fewer of these images lie far from them than"
          + " expected, and by more than chance would do. They may be easier, or may be among the"
          + " training images themselves.";
    }
    return "No drift to be seen: the expected share lies within the interval. A difference smaller"
        + " than the interval is wide would not be noticed.";
  }
}
