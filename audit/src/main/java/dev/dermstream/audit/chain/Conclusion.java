package dev.dermstream.audit.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an image.
 *
 * @param code a constant of the error vocabulary where the image was refused or failed, else empty
 * @param label the class that was measured best, or null for none
 * @param modelLabel the id code that the model named, or null for none
 * @param scores the confidence of every class that was measured
 */
public record Conclusion(
    Outcome outcome,
    String code,
    Origin origin,
    @Nullable Score label,
    @Nullable Integer modelLabel,
    List<Score> scores) {
  /** Copies the scores. */
  public Conclusion {
    scores = List.copyOf(scores);
  }

  /** An answer that holds no label. */
  public static Conclusion answered(Origin origin) {
    return new Conclusion(Outcome.ANSWERED, "", origin, null, null, List.of());
  }

  /** An error. */
  public static Conclusion failed(String code, Origin origin) {
    return new Conclusion(Outcome.FAILED, code, origin, null, null, List.of());
  }
}
