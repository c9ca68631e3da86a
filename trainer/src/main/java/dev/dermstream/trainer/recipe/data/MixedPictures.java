package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.drawn.DrawnPicture;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * Drawn pictures of several sets, numbered from 0, with their rows, as the model sees them.
 * Immutable and thread-safe once drawn.
 */
public final class MixedPictures {
  /** Columns and rows that pictures are painted with; 4:3, as scenes are laid out, most often. */
  private static final int[][] SIZES = {
    {256, 192}, {256, 192}, {256, 192}, {320, 240}, {288, 192}, {224, 192}
  };

  private final PixelLevels levels;
  private final List<Picture> pictures;
  private final AppearanceClasses classes;
  private final List<List<Integer>> byClass = new ArrayList<>();

  private MixedPictures(PixelLevels levels, List<Picture> pictures, AppearanceClasses classes) {
    this.levels = levels;
    this.pictures = pictures;
    this.classes = classes;
    for (int number = 0; number < classes.count(); number++) {
      byClass.add(new ArrayList<>());
    }
    for (int i = 0; i < pictures.size(); i++) {
      byClass.get(classOf(i)).add(i);
    }
  }

  /**
   * Pictures of a set that follow each other.
   *
   * @param first index
   * @param count at least 1
   */
  public record Part(DrawnSet set, long first, int count) {}

  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  private record Picture(ManifestRow row, byte[] pixels) {}

  /**
   * Draws pictures, which give the classes.
   *
   * @param threads draw, while the caller waits
   * @param drawn called after every picture, in the caller's thread
   */
  public static MixedPictures draw(
      List<Part> parts, long seed, PixelLevels levels, ExecutorService threads, Runnable drawn) {
    List<Picture> pictures = pictures(parts, seed, levels, threads, drawn);
    AppearanceClasses classes = AppearanceClasses.of(pictures.stream().map(Picture::row).toList());
    return new MixedPictures(levels, pictures, classes);
  }

  /** Draws other pictures of the same classes. */
  public MixedPictures drawMore(
      List<Part> parts, long seed, ExecutorService threads, Runnable drawn) {
    return new MixedPictures(levels, pictures(parts, seed, levels, threads, drawn), classes);
  }

  /** The pictures of one stretch alone, with the same classes. */
  public MixedPictures only(int from, int to) {
    return new MixedPictures(levels, pictures.subList(from, to), classes);
  }

  private static List<Picture> pictures(
      List<Part> parts, long seed, PixelLevels levels, ExecutorService threads, Runnable drawn) {
    List<Callable<Picture>> tasks = new ArrayList<>();
    for (Part part : parts) {
      for (int i = 0; i < part.count(); i++) {
        long index = part.first() + i;
        tasks.add(() -> prepare(part.set(), seed, index, levels));
      }
    }
    return DrawingTasks.all(tasks, threads, drawn);
  }

  /** Sizes by chance, so that no class has a size of its own. */
  private static Picture prepare(DrawnSet set, long seed, long index, PixelLevels levels) {
    int[] size = SIZES[new SplittableRandom(seed ^ index).nextInt(SIZES.length)];
    DrawnPicture drawn = set.draw(seed, index, size[0], size[1]);
    return new Picture(drawn.row(), levels.of(drawn.picture()));
  }

  /** How many pictures there are. */
  public int count() {
    return pictures.size();
  }

  /** How many classes there are, numbered from 0. */
  public int classCount() {
    return classes.count();
  }

  /** The class of a picture. */
  public int classOf(int picture) {
    return classes.of(row(picture));
  }

  /** How many pictures are of a class. */
  public int countOf(int classNumber) {
    return byClass.get(classNumber).size();
  }

  /** The n-th picture of a class, from 0. */
  public int ofClass(int classNumber, int n) {
    return byClass.get(classNumber).get(n);
  }

  /** What is known of a picture. */
  public ManifestRow row(int picture) {
    return pictures.get(picture).row();
  }

  /** What is drawn, in words. */
  public Wording description(int picture) {
    var texts = row(picture).descriptions();
    return new Wording(
        Objects.requireNonNull(texts.get("en")), Objects.requireNonNull(texts.get("ko")));
  }

  /** The classes of all pictures, by number. */
  public int[] classes() {
    int[] classes = new int[count()];
    Arrays.setAll(classes, this::classOf);
    return classes;
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
    int length = levels.length();
    float[] values = new float[Math.multiplyExact(numbers.length, length)];
    for (int i = 0; i < numbers.length; i++) {
      augmentations.get(i).apply(pictures.get(numbers[i]).pixels(), size(), values, i * length);
    }
    return values;
  }
}
