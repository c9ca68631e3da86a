package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.drawn.DrawnPicture;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/** Drawn pictures of several sets, with their rows. Immutable and thread-safe once drawn. */
public final class MixedPictures implements Pictures {
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
    int[] size =
        PictureSet.SIZES[new SplittableRandom(seed ^ index).nextInt(PictureSet.SIZES.length)];
    DrawnPicture drawn = set.draw(seed, index, size[0], size[1]);
    return new Picture(drawn.row(), levels.of(drawn.picture()));
  }

  @Override
  public int count() {
    return pictures.size();
  }

  @Override
  public int classCount() {
    return classes.count();
  }

  @Override
  public int classOf(int picture) {
    return classes.of(row(picture));
  }

  @Override
  public int countOf(int classNumber) {
    return byClass.get(classNumber).size();
  }

  @Override
  public int ofClass(int classNumber, int n) {
    return byClass.get(classNumber).get(n);
  }

  /** What is known of a picture. */
  public ManifestRow row(int picture) {
    return pictures.get(picture).row();
  }

  @Override
  public Wording description(int picture) {
    var texts = row(picture).descriptions();
    return new Wording(
        Objects.requireNonNull(texts.get("en")), Objects.requireNonNull(texts.get("ko")));
  }

  @Override
  public PixelLevels levels() {
    return levels;
  }

  @Override
  public byte[] pixels(int picture) {
    return pictures.get(picture).pixels();
  }
}
