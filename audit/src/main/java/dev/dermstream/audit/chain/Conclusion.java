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
 * @param region the part of the image that was answered, or null where no lesion was looked for
 * @param further the other lesions
 */
public record Conclusion(
    Outcome outcome,
    String code,
    Origin origin,
    @Nullable Score label,
    @Nullable Integer modelLabel,
    List<Score> scores,
    @Nullable Area region,
    List<Lesion> further) {
  /** Copies the lists. */
  public Conclusion {
    scores = List.copyOf(scores);
    further = List.copyOf(further);
  }

  /** Of a whole image. */
  public Conclusion(
      Outcome outcome,
      String code,
      Origin origin,
      @Nullable Score label,
      @Nullable Integer modelLabel,
      List<Score> scores) {
    this(outcome, code, origin, label, modelLabel, scores, null, List.of());
  }

  /** An answer that holds no label. */
  public static Conclusion answered(Origin origin) {
    return answered(origin, null);
  }

  /** An answer that holds no label, of a part of the image. */
  public static Conclusion answered(Origin origin, @Nullable Area region) {
    return new Conclusion(Outcome.ANSWERED, "", origin, null, null, List.of(), region, List.of());
  }

  /** An error. */
  public static Conclusion failed(String code, Origin origin) {
    return new Conclusion(Outcome.FAILED, code, origin, null, null, List.of());
  }
}
