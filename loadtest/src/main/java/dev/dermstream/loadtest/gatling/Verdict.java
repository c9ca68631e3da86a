package dev.dermstream.loadtest.gatling;

import java.util.function.Supplier;

/**
 * What must hold when a run is over and Gatling's assertions cannot say, because it compares.
 *
 * @param sentence that holds; the name of a request in Gatling's report, which fails if it does not
 * @param finding asked once, when all calls have ended
 */
record Verdict(String sentence, Supplier<Finding> finding) {
  /**
   * What was found.
   *
   * @param figures by which it was decided
   */
  record Finding(boolean holds, String figures) {}

  String requestName() {
    return "verdict: " + sentence;
  }
}
