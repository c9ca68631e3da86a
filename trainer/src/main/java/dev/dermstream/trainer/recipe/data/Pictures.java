package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.Wording;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Prepared pictures of several classes, numbered from 0, each with its description. Immutable and
 * thread-safe.
 */
public interface Pictures {
  /** How many pictures there are. */
  int count();

  /** How many classes there are, numbered from 0. */
  int classCount();

  /** The class of a picture. */
  int classOf(int picture);

  /** How many pictures are of a class. */
  int countOf(int classNumber);

  /** The n-th picture of a class, from 0. */
  int ofClass(int classNumber, int n);

  /** What is drawn, in words. */
  Wording description(int picture);

  /** How the pictures are prepared. */
  PixelLevels levels();

  /** Levels of one picture {@code [3, size, size]}; must not be changed. */
  byte[] pixels(int picture);

  /** The classes of all pictures, by number. */
  default int[] classes() {
    int[] classes = new int[count()];
    Arrays.setAll(classes, this::classOf);
    return classes;
  }

  /** Side of the prepared pictures. */
  default int size() {
    return levels().size();
  }

  /**
   * Model values of some pictures, unchanged.
   *
   * @return {@code [pictures, 3, size, size]}, row-major
   */
  default float[] values(int[] numbers) {
    return values(numbers, Collections.nCopies(numbers.length, Augmentation.none()));
  }

  /** Model values of some pictures, each changed by its own augmentation. */
  default float[] values(int[] numbers, List<Augmentation> augmentations) {
    int length = levels().length();
    float[] values = new float[Math.multiplyExact(numbers.length, length)];
    for (int i = 0; i < numbers.length; i++) {
      augmentations.get(i).apply(pixels(numbers[i]), size(), values, i * length);
    }
    return values;
  }
}
