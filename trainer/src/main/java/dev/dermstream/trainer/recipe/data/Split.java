package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.LesionClass;

/**
 * What a drawn picture is for. Each split has a range of the data set's indices to itself; every
 * index has a seed of its own, so no picture of one split can turn up in another.
 */
public enum Split {
  /** Weights are fitted on these. */
  TRAINING(0),
  /** Choices between settings are made on these. */
  VALIDATION(1),
  /** Looked at once, for the figures that are published. */
  HELD_OUT(2),
  /** Confidences are calibrated on these. */
  CALIBRATION(3);

  /** Most pictures of a split; a multiple of the number of classes, so every range starts alike. */
  public static final int CAPACITY = LesionClass.count() * 1_000_000;

  private final int range;

  Split(int range) {
    this.range = range;
  }

  /**
   * The data set's index of a picture.
   *
   * @param number 0 to {@link #CAPACITY} - 1
   * @throws IndexOutOfBoundsException if the split has no such picture
   */
  public long index(int number) {
    if (number < 0 || number >= CAPACITY) {
      throw new IndexOutOfBoundsException(number);
    }
    return (long) range * CAPACITY + number;
  }
}
