package dev.dermstream.trainer.evaluation.served;

/**
 * What became of one image.
 *
 * @param identifier in the data set
 * @param group patient or paper; empty if nobody knows
 * @param modality how it was taken; empty if nobody knows
 * @param className as the data set has it
 * @param trueClass its place in the label set, or {@link #NONE} if it is not there
 * @param outcome what the system did
 * @param label place of the class that was measured, or NONE
 * @param modelLabel place of the class that the model named, or NONE
 * @param reason why there is no answer, a code and a sentence; empty for an answer
 */
public record ServedImage(
    String identifier,
    String group,
    String modality,
    String className,
    int trueClass,
    Outcome outcome,
    int label,
    int modelLabel,
    String reason) {
  /** No class. */
  public static final int NONE = -1;

  /** What the system did with an image. */
  public enum Outcome {
    ANSWERED,
    /** Measured, but the evidence does not carry an answer. */
    ABSTAINED,
    /** The image cannot be screened. */
    REJECTED,
    /** There is no report. */
    FAILED;

    /** Whether something was measured. */
    public boolean reported() {
      return this == ANSWERED || this == ABSTAINED;
    }
  }

  boolean known() {
    return trueClass != NONE;
  }

  boolean right() {
    return known() && label == trueClass;
  }

  boolean modelRight() {
    return known() && modelLabel == trueClass;
  }

  boolean agrees() {
    return label != NONE && label == modelLabel;
  }
}
