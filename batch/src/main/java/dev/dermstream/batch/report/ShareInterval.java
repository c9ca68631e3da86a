package dev.dermstream.batch.report;

/**
 * Between what shares the true one lies, by 95 in 100: the score interval of Wilson (1927), which
 * holds for few counts and shares near 0 and 1 too.
 *
 * @param share 0 to 1
 * @param low 0 to share
 * @param high share to 1
 */
record ShareInterval(double share, double low, double high) {
  /** The 97.5th percentile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /** Of {@code hits} in {@code total}, which is at least 1. */
  static ShareInterval of(long hits, long total) {
    double p = (double) hits / total;
    double z2 = Z * Z;
    double middle = (p + z2 / (2 * total)) / (1 + z2 / total);
    double half =
        Z / (1 + z2 / total) * Math.sqrt(p * (1 - p) / total + z2 / (4.0 * total * total));
    return new ShareInterval(p, Math.clamp(middle - half, 0, p), Math.clamp(middle + half, p, 1));
  }
}
