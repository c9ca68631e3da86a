package dev.dermstream.trainer.figures;

/**
 * A curve of one class against all others.
 *
 * @param className for the legend
 * @param code of the class, from 0, which gives the line its look
 * @param x {@code [points]} 0 to 1, ascending; not copied
 * @param y {@code [points]} 0 to 1; not copied
 * @param area under the curve, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record ClassCurve(String className, int code, double[] x, double[] y, double area) {
  public ClassCurve {
    if (x.length == 0 || x.length != y.length) {
      throw new IllegalArgumentException(
          "a curve of %d and %d values".formatted(x.length, y.length));
    }
  }
}
