package dev.dermstream.loadtest.gatling.arrival;

import java.time.Duration;

/**
 * Requests a second over the time of a run.
 *
 * @param most upper bound of all values, over 0
 * @param duration how long requests come, positive
 */
public record Rate(Course course, double most, Duration duration) {
  /** A value for every moment. */
  @FunctionalInterface
  public interface Course {
    /**
     * Requests a second.
     *
     * @param part of the duration that has passed, 0 to 1
     */
    double at(double part);
  }

  /** Where in a morning its peak is. */
  private static final double PEAK = 0.4;

  /** Standard deviation of the peak, as a part of the morning. */
  private static final double WIDTH = 0.12;

  /** Of the peak, before and after it. */
  private static final double QUIET = 0.25;

  public Rate {
    if (!(most > 0) || !Double.isFinite(most)) {
      throw new IllegalArgumentException("A rate must be over 0, not " + most);
    }
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("A load must last for a while, not " + duration);
    }
  }

  /** Always the same. */
  public static Rate steady(double perSecond, Duration duration) {
    return new Rate(part -> perSecond, perSecond, duration);
  }

  /**
   * A morning in a hospital: a quarter of the peak at its beginning, the peak after two fifths, a
   * quarter again towards its end, along a bell.
   */
  public static Rate morning(double peak, Duration duration) {
    return new Rate(
        part -> {
          double away = (part - PEAK) / WIDTH;
          return peak * (QUIET + (1 - QUIET) * Math.exp(-away * away / 2));
        },
        peak,
        duration);
  }

  /** That part of it. */
  public Rate times(double part) {
    return new Rate(at -> part * course.at(at), part * most, duration);
  }
}
