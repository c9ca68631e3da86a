package dev.dermstream.index.dbscan;

/**
 * An upper bound of the dot product of two unit vectors x and x' that needs only their first
 * coordinates y and y' along axes V, and how long what is left of them is:
 *
 * <pre>x x' = Px Px' + (I - P)x (I - P)x' &lt;= y y' + t t'</pre>
 *
 * where P projects on the axes and t is the length of {@code (I - P)x} (Cauchy, Schwarz).
 * Everything is computed in float32 with axes that are not quite orthonormal; the constants here
 * cover that in the worst case, so that a pair below {@link #lowest} is no pair of neighbours, come
 * what may.
 *
 * <p>With u = 2<sup>-24</sup> and g(k) = k u / (1 - k u) (Higham, Accuracy and Stability of
 * Numerical Algorithms, 3.1):
 *
 * <ul>
 *   <li>a computed coordinate is off by at most g(d), so y by at most e = sqrt(r) g(d) and y y' by
 *       2 e + e²;
 *   <li>its float32 dot product is off by at most g(r);
 *   <li>with s = skew, {@code |(V V')^-1 - I| <= s / (1 - s)}, so {@code Px Px'} and {@code y y'}
 *       differ by at most that, and so do their squares;
 *   <li>the vectors' lengths are one to 2 u.
 * </ul>
 *
 * Each is doubled for second-order terms.
 */
final class PrefixBound {
  /** Axes further from orthonormal than this are not worth having. */
  static final double MOST_SKEW = 1e-3;

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** What a squared length of coordinates may be too large by. */
  private final double squareError;

  private final double productError;

  PrefixBound(PrincipalAxes axes) {
    if (!(axes.skew() <= MOST_SKEW)) {
      throw new IllegalArgumentException("axes are skewed by %s".formatted(axes.skew()));
    }
    double coordinates = Math.sqrt(axes.count()) * gamma(axes.dimension());
    double skew = axes.skew() / (1 - axes.skew());
    squareError = 2 * (2 * coordinates + coordinates * coordinates + skew + 4 * UNIT_ROUNDOFF);
    productError = squareError + 2 * gamma(axes.count()) + 16 * UNIT_ROUNDOFF;
  }

  private static double gamma(int terms) {
    return terms * UNIT_ROUNDOFF / (1 - terms * UNIT_ROUNDOFF);
  }

  /** Rounded up: how long the rest of a vector is at most, by its coordinates' squared length. */
  float rest(double square) {
    return Math.nextUp((float) Math.sqrt(Math.max(0, 1 - square + squareError)));
  }

  /** Pairs whose computed {@code y y' + t t'} is below are no neighbours. */
  float lowest(double eps) {
    return Math.nextDown((float) (1 - eps - productError));
  }
}
