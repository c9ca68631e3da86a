package dev.dermstream.loadtest.sizing;

import java.util.List;
import java.util.random.RandomGeneratorFactory;

/** The load on a cluster. */
public sealed interface Demand {
  /**
   * Images that come at random, independently of one another and of the answers.
   *
   * @param perSecond mean rate, over 0
   */
  record Poisson(double perSecond, long seed) implements Demand {
    /** Checks the rate. */
    public Poisson {
      if (!(perSecond > 0 && Double.isFinite(perSecond))) {
        throw new IllegalArgumentException("A rate is over 0 images a second, not " + perSecond);
      }
    }

    /**
     * The very times at which {@link dev.dermstream.loadtest.load.OpenLoop} sends with this seed,
     * milliseconds.
     */
    List<Double> dueMillis(double endMillis) {
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      List<Double> due = new java.util.ArrayList<>();
      for (double at = 0; at < endMillis; at += 1000 / perSecond * random.nextExponential()) {
        due.add(at);
      }
      return due;
    }
  }

  /**
   * Callers who each wait for their answer and ask again at once. That answered callers come back
   * together, which a batcher learns, is not modelled: meant for more callers than the nodes hold.
   *
   * @param callers at least 1
   */
  record Closed(int callers) implements Demand {
    /** Checks the number. */
    public Closed {
      if (callers < 1) {
        throw new IllegalArgumentException("At least one caller, not " + callers);
      }
    }
  }
}
