package dev.dermstream.trainer.evaluation.classification;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The samples in descending order of one class's probability: that class against all others.
 * Samples of equal probability count together, so the order of the file never matters.
 */
final class ScoreRanking {
  private final int[] rows;
  private final boolean[] ofClass;
  private final boolean[] lastOfTie;

  private ScoreRanking(int[] rows, boolean[] ofClass, boolean[] lastOfTie) {
    this.rows = rows;
    this.ofClass = ofClass;
    this.lastOfTie = lastOfTie;
  }

  /**
   * Areas under two curves, 0 to 1.
   *
   * @param roc how likely a sample of the class has a higher probability than one of another, ties
   *     half (Hanley and McNeil 1982); NaN without either
   * @param precisionRecall average precision, {@code sum_n (R_n - R_n-1) P_n} over the thresholds
   *     in descending order, without interpolation; NaN without samples of the class
   */
  record Areas(double roc, double precisionRecall) {}

  static ScoreRanking of(Predictions predictions, int code) {
    int samples = predictions.samples();
    long[] keys = new long[samples];
    for (int row = 0; row < samples; row++) {
      keys[row] = ((long) bits(predictions, row, code) << Integer.SIZE) | row;
    }
    Arrays.sort(keys);
    int[] rows = new int[samples];
    boolean[] ofClass = new boolean[samples];
    boolean[] lastOfTie = new boolean[samples];
    for (int place = 0; place < samples; place++) {
      long key = keys[samples - 1 - place];
      rows[place] = (int) key;
      ofClass[place] = predictions.trueClass()[rows[place]] == code;
      lastOfTie[place] =
          place == samples - 1
              || key >>> Integer.SIZE != keys[samples - 2 - place] >>> Integer.SIZE;
    }
    return new ScoreRanking(rows, ofClass, lastOfTie);
  }

  /** Bits of a float that is not negative order as its values do; -0 becomes 0. */
  private static int bits(Predictions predictions, int row, int code) {
    return Float.floatToIntBits(predictions.probability(row, code) + 0f);
  }

  /**
   * Both areas.
   *
   * @param drawn {@code [samples]} how often each counts
   */
  Areas areas(int[] drawn) {
    double positives = 0;
    double negatives = 0;
    double won = 0;
    double precision = 0;
    long tiedPositives = 0;
    long tiedNegatives = 0;
    for (int place = 0; place < rows.length; place++) {
      if (ofClass[place]) {
        tiedPositives += drawn[rows[place]];
      } else {
        tiedNegatives += drawn[rows[place]];
      }
      if (lastOfTie[place]) {
        won += tiedNegatives * (positives + tiedPositives / 2.0);
        positives += tiedPositives;
        negatives += tiedNegatives;
        precision += tiedPositives == 0 ? 0 : tiedPositives * positives / (positives + negatives);
        tiedPositives = 0;
        tiedNegatives = 0;
      }
    }
    // 0 / 0 is NaN: undefined.
    return new Areas(won / (positives * negatives), precision / positives);
  }

  /**
   * Both curves, a point for each threshold in descending order.
   *
   * @param falsePositiveRate share of the other classes' samples that reach the threshold
   * @param recall share of the class's own that do
   * @param precision share of its own among those that do
   */
  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  record Thresholds(double[] falsePositiveRate, double[] recall, double[] precision) {}

  /** The thresholds; NaN where {@link Areas} are. */
  Thresholds thresholds() {
    double positives = IntStream.range(0, ofClass.length).filter(place -> ofClass[place]).count();
    double negatives = rows.length - positives;
    int places = (int) IntStream.range(0, rows.length).filter(place -> lastOfTie[place]).count();
    double[] falsePositiveRate = new double[places];
    double[] recall = new double[places];
    double[] precision = new double[places];
    int reached = 0;
    int threshold = 0;
    for (int place = 0; place < rows.length; place++) {
      reached += ofClass[place] ? 1 : 0;
      if (lastOfTie[place]) {
        falsePositiveRate[threshold] = (place + 1 - reached) / negatives;
        recall[threshold] = reached / positives;
        precision[threshold++] = reached / (place + 1.0);
      }
    }
    return new Thresholds(falsePositiveRate, recall, precision);
  }
}
