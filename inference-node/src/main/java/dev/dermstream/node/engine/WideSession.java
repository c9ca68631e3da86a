package dev.dermstream.node.engine;

import java.util.Optional;

/**
 * Whether a graph on the CPU gets a second session, each of whose operators works on all
 * processors, for runs that have the machine to themselves. It doubles the memory of the weights;
 * what both sessions answer agrees within the rounding of float32.
 */
public enum WideSession {
  /** Where a trial shows that it pays, for graphs of at most {@link WideTrial#MOST_BYTES}. */
  AUTO("auto"),
  /** Wherever there is more than one processor. */
  ALWAYS("true"),
  NEVER("false");

  private final String written;

  WideSession(String written) {
    this.written = written;
  }

  /** As configuration writes it. */
  public static Optional<WideSession> parse(String written) {
    for (WideSession one : values()) {
      if (one.written.equals(written)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
