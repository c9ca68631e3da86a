package dev.dermstream.index.vectors;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * L2-normalised vectors, {@code [count, dimension]} row-major float32. Immutable and thread-safe.
 *
 * <p>Vectors enter with a length within {@value #NORM_TOLERANCE} of one and are scaled to length
 * one in float64, so that the dot product of two rows is their cosine to float32 precision.
 */
public final class UnitVectors {
  /** How far from one the length of a vector may be and still count as normalised. */
  public static final double NORM_TOLERANCE = 1e-3;

  private final float[] values;
  private final int count;
  private final int dimension;

  private UnitVectors(float[] values, int dimension) {
    this.values = values;
    this.dimension = dimension;
    this.count = values.length / dimension;
  }

  /**
   * Checks and copies {@code values}.
   *
   * @param values {@code [n, dimension]} row-major
   * @throws IllegalArgumentException naming the row, if a value is not finite, a length is not one,
   *     or the number of values is no multiple of the dimension
   */
  public static UnitVectors of(float[] values, int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension %d is below 1".formatted(dimension));
    }
    if (values.length % dimension != 0) {
      throw new IllegalArgumentException(
          "%d values are not whole rows of dimension %d; row %d is cut short"
              .formatted(values.length, dimension, values.length / dimension));
    }
    float[] unit = values.clone();
    for (int row = 0; row < unit.length / dimension; row++) {
      String problem = normalise(unit, row * dimension, dimension);
      if (problem != null) {
        throw new IllegalArgumentException("row %d %s".formatted(row, problem));
      }
    }
    return new UnitVectors(unit, dimension);
  }

  /**
   * As the other, of values that were taken out of unit vectors and stored: kept to the last bit,
   * since scaling what is rounded already may round it otherwise.
   */
  public static UnitVectors stored(float[] values, int dimension) {
    UnitVectors checked = of(values, dimension);
    System.arraycopy(values, 0, checked.values, 0, values.length);
    return checked;
  }

  /**
   * Checks one vector and returns it scaled to length one.
   *
   * @throws IllegalArgumentException if it is of another dimension or not normalised; the message
   *     continues a sentence that begins with the vector's name
   */
  public static float[] unit(float[] vector, int dimension) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "has dimension %d, not %d".formatted(vector.length, dimension));
    }
    float[] unit = vector.clone();
    String problem = normalise(unit, 0, dimension);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return unit;
  }

  /** Scales one vector in place, or says why it cannot be. */
  private static @Nullable String normalise(float[] values, int from, int dimension) {
    double norm = Math.sqrt(squares(values, from, dimension));
    if (!Double.isFinite(norm)) {
      return notFinite(values, from, dimension);
    }
    if (norm == 0) {
      return "has length zero";
    }
    if (Math.abs(norm - 1) > NORM_TOLERANCE) {
      return "is not normalised: its length is %.4g, not 1".formatted(norm);
    }
    for (int i = from; i < from + dimension; i++) {
      values[i] = (float) (values[i] / norm);
    }
    return null;
  }

  /**
   * Sum of squares in four parts, so that an addition need not wait for the one before it. Not
   * finite only if a value is not: squares of float32 do not overflow float64.
   */
  private static double squares(float[] values, int from, int dimension) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int end = from + dimension;
    int i = from;
    for (; i <= end - 4; i += 4) {
      first += (double) values[i] * values[i];
      second += (double) values[i + 1] * values[i + 1];
      third += (double) values[i + 2] * values[i + 2];
      fourth += (double) values[i + 3] * values[i + 3];
    }
    for (; i < end; i++) {
      first += (double) values[i] * values[i];
    }
    return first + second + (third + fourth);
  }

  private static String notFinite(float[] values, int from, int dimension) {
    int i = from;
    while (i < from + dimension - 1 && Float.isFinite(values[i])) {
      i++;
    }
    return "holds %s at position %d".formatted(values[i], i - from);
  }

  /** Number of vectors. */
  public int count() {
    return count;
  }

  /** Length of each vector's array. */
  public int dimension() {
    return dimension;
  }

  /** One element. */
  public float value(int row, int position) {
    return values[row * dimension + position];
  }

  /** A copy of one row, {@code [dimension]}. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
  }

  /** All rows, {@code [count, dimension]} row-major; owned by this object, must not be changed. */
  public float[] values() {
    return values;
  }

  /** Cosine of two rows in float64, their rounded lengths divided out; -1 to 1. */
  public double cosine(int row, int other) {
    double dot = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = row * dimension, j = other * dimension; i < (row + 1) * dimension; i++, j++) {
      double a = values[i];
      double b = values[j];
      dot += a * b;
      squares += a * a;
      otherSquares += b * b;
    }
    return Math.clamp(dot / Math.sqrt(squares * otherSquares), -1.0, 1.0);
  }
}
