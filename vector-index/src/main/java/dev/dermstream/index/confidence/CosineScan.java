package dev.dermstream.index.confidence;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of a query with the rows of a matrix: of all of them in float32, four rows at once,
 * or of one in float64.
 */
final class CosineScan {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_128;

  /** As many floats as there are lanes of doubles. */
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private static final int TOGETHER = 4;

  private CosineScan() {}

  /**
   * How far the float32 products of two unit vectors may be from the true one: each lane adds
   * {@code dimension / lanes} products, each addition being off by half a unit in the last place of
   * a sum of at most one; the lanes are then added up.
   */
  static double error(int dimension) {
    return (dimension / (double) FLOATS.length() + FLOATS.length()) * Math.ulp(1f);
  }

  /**
   * Of every row, in float32.
   *
   * @param rows {@code [dots.length, query.length]} row-major
   */
  static void scan(float[] rows, float[] query, float[] dots) {
    int dimension = query.length;
    int row = 0;
    for (; row <= dots.length - TOGETHER; row += TOGETHER) {
      four(rows, row * dimension, query, dots, row);
    }
    for (; row < dots.length; row++) {
      dots[row] = (float) dot(rows, row * dimension, query);
    }
  }

  private static void four(float[] rows, int from, float[] query, float[] dots, int row) {
    int dimension = query.length;
    int b = from + dimension;
    int c = b + dimension;
    int d = c + dimension;
    FloatVector sumA = FloatVector.zero(FLOATS);
    FloatVector sumB = FloatVector.zero(FLOATS);
    FloatVector sumC = FloatVector.zero(FLOATS);
    FloatVector sumD = FloatVector.zero(FLOATS);
    int k = 0;
    for (; k < FLOATS.loopBound(dimension); k += FLOATS.length()) {
      FloatVector q = FloatVector.fromArray(FLOATS, query, k);
      sumA = FloatVector.fromArray(FLOATS, rows, from + k).fma(q, sumA);
      sumB = FloatVector.fromArray(FLOATS, rows, b + k).fma(q, sumB);
      sumC = FloatVector.fromArray(FLOATS, rows, c + k).fma(q, sumC);
      sumD = FloatVector.fromArray(FLOATS, rows, d + k).fma(q, sumD);
    }
    dots[row] = sumA.reduceLanes(VectorOperators.ADD) + tail(rows, from, query, k);
    dots[row + 1] = sumB.reduceLanes(VectorOperators.ADD) + tail(rows, b, query, k);
    dots[row + 2] = sumC.reduceLanes(VectorOperators.ADD) + tail(rows, c, query, k);
    dots[row + 3] = sumD.reduceLanes(VectorOperators.ADD) + tail(rows, d, query, k);
  }

  private static float tail(float[] rows, int from, float[] query, int begin) {
    float sum = 0;
    for (int k = begin; k < query.length; k++) {
      sum += rows[from + k] * query[k];
    }
    return sum;
  }

  /**
   * Of the row that begins at {@code from}, in float64; the same to the last bit on every machine,
   * compiled or not, because lanes are of one number everywhere and added up in their order. Four
   * sums, so that an addition need not wait for the one before it.
   */
  static double dot(float[] rows, int from, float[] query) {
    int step = HALF.length();
    DoubleVector first = DoubleVector.zero(DOUBLES);
    DoubleVector second = DoubleVector.zero(DOUBLES);
    DoubleVector third = DoubleVector.zero(DOUBLES);
    DoubleVector fourth = DoubleVector.zero(DOUBLES);
    int k = 0;
    for (; k <= query.length - 4 * step; k += 4 * step) {
      first = wide(rows, from + k).fma(wide(query, k), first);
      second = wide(rows, from + k + step).fma(wide(query, k + step), second);
      third = wide(rows, from + k + 2 * step).fma(wide(query, k + 2 * step), third);
      fourth = wide(rows, from + k + 3 * step).fma(wide(query, k + 3 * step), fourth);
    }
    double dot = 0;
    for (double lane : first.add(second).add(third.add(fourth)).toArray()) {
      dot += lane;
    }
    for (; k < query.length; k++) {
      dot += (double) rows[from + k] * query[k];
    }
    return dot;
  }

  private static DoubleVector wide(float[] values, int offset) {
    return (DoubleVector)
        FloatVector.fromArray(HALF, values, offset).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
