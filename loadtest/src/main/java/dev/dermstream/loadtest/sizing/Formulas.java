package dev.dermstream.loadtest.sizing;

/**
 * Closed forms, beside which the simulation of {@link QueueModel} is held. They know no batches: a
 * queue of single images with c workers, of which batches of n make workers that take t(n) / n for
 * an image.
 */
public final class Formulas {
  private Formulas() {}

  /** Images inside, of Little's law (Operations Research 9, 1961): L = X W. */
  public static double inside(double perSecond, double meanLatencyMillis) {
    return perSecond * meanLatencyMillis / 1000;
  }

  /**
   * Mean wait before service in M/D/1 (Pollaczek-Khinchine): rho s / (2 (1 - rho)).
   *
   * @param utilisation rho, below 1
   */
  public static double meanWaitMillis(double utilisation, double serviceMillis) {
    return utilisation * serviceMillis / (2 * (1 - utilisation));
  }

  /**
   * Mean wait in G/G/c by Allen and Cunneen (Allen, Probability, Statistics and Queueing Theory,
   * 1990): C(c, rho) / (c (1 - rho)) s (ca2 + cs2) / 2, with Erlang's C and the squared
   * coefficients of variation of arrivals (1 for Poisson) and service (0 if it is constant).
   *
   * @param utilisation rho, below 1
   */
  public static double meanWaitMillis(
      int servers, double utilisation, double serviceMillis, double arrivals2, double service2) {
    return erlangC(servers, utilisation)
        * serviceMillis
        / (servers * (1 - utilisation))
        * (arrivals2 + service2)
        / 2;
  }

  /** Probability that all servers of M/M/c are busy. */
  static double erlangC(int servers, double utilisation) {
    double offered = servers * utilisation;
    double blocked = 1;
    for (int i = 1; i <= servers; i++) {
      blocked = offered * blocked / (i + offered * blocked);
    }
    return blocked / (1 - utilisation * (1 - blocked));
  }
}
