package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.LesionSample;
import dev.dermstream.trainer.lesion.QuestionAnswer;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The drawn pictures of one split, numbered from 0. Picture {@code i} is of class {@code i mod 15},
 * so the classes are balanced in every prefix. Immutable and thread-safe once drawn.
 */
public final class PictureSet {
  /** Columns and rows that pictures are painted with; 4:3, as scenes are laid out, most often. */
  private static final int[][] SIZES = {
    {256, 192}, {256, 192}, {256, 192}, {320, 240}, {288, 192}, {224, 192}
  };

  private final PixelLevels levels;
  private final List<Picture> pictures;

  private PictureSet(PixelLevels levels, List<Picture> pictures) {
    this.levels = levels;
    this.pictures = pictures;
  }

  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  private record Picture(
      int idCode, Wording description, List<QuestionAnswer> questions, byte[] pixels) {}

  /**
   * Draws a split.
   *
   * @param count pictures, at least 1
   * @param threads draw, while the caller waits
   * @param drawn called after every picture, in the caller's thread
   */
  public static PictureSet draw(
      Split split,
      int count,
      long seed,
      PixelLevels levels,
      ExecutorService threads,
      Runnable drawn) {
    List<LesionDataset> datasets =
        Arrays.stream(SIZES).map(size -> new LesionDataset(seed, size[0], size[1])).toList();
    List<Future<Picture>> pending = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      // Whole rounds of the classes take turns, so that no class has a size of its own.
      LesionDataset dataset = datasets.get(number / LesionClass.count() % datasets.size());
      long index = split.index(number);
      Callable<Picture> task = () -> prepare(dataset.draw(index), levels);
      pending.add(threads.submit(task));
    }
    List<Picture> pictures = new ArrayList<>(count);
    for (Future<Picture> picture : pending) {
      pictures.add(await(picture));
      drawn.run();
    }
    return new PictureSet(levels, pictures);
  }

  private static Picture prepare(LesionSample sample, PixelLevels levels) {
    return new Picture(
        LesionDataset.idCode(sample.index()),
        sample.description(),
        sample.questions(),
        levels.of(sample.picture()));
  }

  private static Picture await(Future<Picture> picture) {
    try {
      return picture.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while pictures are drawn", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A picture could not be drawn", e.getCause());
    }
  }

  /** How many pictures there are. */
  public int count() {
    return pictures.size();
  }

  /** The id_code of a picture. */
  public int classOf(int picture) {
    return pictures.get(picture).idCode();
  }

  /** The id_codes of all pictures, by number. */
  public int[] classes() {
    int[] classes = new int[count()];
    Arrays.setAll(classes, this::classOf);
    return classes;
  }

  /** What is drawn, in words. */
  public Wording description(int picture) {
    return pictures.get(picture).description();
  }

  /** Questions about what is drawn, with answers. */
  public List<QuestionAnswer> questions(int picture) {
    return pictures.get(picture).questions();
  }

  /** Side of the prepared pictures. */
  public int size() {
    return levels.size();
  }

  /**
   * Model values of some pictures, unchanged.
   *
   * @return {@code [pictures, 3, size, size]}, row-major
   */
  public float[] values(int[] numbers) {
    return values(numbers, Collections.nCopies(numbers.length, Augmentation.none()));
  }

  /** Model values of some pictures, each changed by its own augmentation. */
  public float[] values(int[] numbers, List<Augmentation> augmentations) {
    float[] values = new float[Math.multiplyExact(numbers.length, levels.length())];
    for (int i = 0; i < numbers.length; i++) {
      byte[] pixels = pictures.get(numbers[i]).pixels();
      augmentations.get(i).apply(pixels, levels.size(), values, i * levels.length());
    }
    return values;
  }
}
