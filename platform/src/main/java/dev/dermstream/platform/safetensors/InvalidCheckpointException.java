package dev.dermstream.platform.safetensors;

import java.io.IOException;
import java.util.List;

/** A checkpoint or adapter that does not hold what it must; lists every problem found. */
public final class InvalidCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public InvalidCheckpointException(String heading, List<String> problems) {
    super(heading + ":\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each; every one names a tensor or a key. */
  public List<String> problems() {
    return problems;
  }
}
