package dev.dermstream.gateway.admission;

import java.time.Duration;

/**
 * A request that was not taken.
 *
 * @param retryAfter when a place is likely; zero where trying again cannot help
 */
public record Refusal(Reason reason, Duration retryAfter) {
  /** Why. The lower-case names are values of a metric's label. */
  public enum Reason {
    /** As many requests wait as may. */
    QUEUE_ITEMS("Too many requests wait in this lane; try again later."),
    /** The requests that wait hold as many bytes as they may. */
    QUEUE_BYTES("The requests that wait in this lane are too large together; try again later."),
    /** It would have to wait longer than any request of the lane may. */
    WAIT("This request would have to wait too long; try again later."),
    /** Its answer would come after its deadline. */
    DEADLINE_AHEAD("No answer is possible before the deadline; try again later."),
    /** Its deadline has passed. */
    EXPIRED("The deadline passed before the answer."),
    /** The caller asks more often than agreed. */
    QUOTA("This caller asks more often than its quota allows; try again later.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** For the caller. */
    public String sentence() {
      return sentence;
    }
  }
}
