package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.LesionSample;
import dev.dermstream.trainer.lesion.QuestionAnswer;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * The drawn pictures of one split, numbered from 0. Picture {@code i} is of class {@code i mod 15},
 * so the classes are balanced in every prefix. Immutable and thread-safe once drawn.
 */
public final class PictureSet implements Pictures {
  /** Columns and rows that pictures are painted with; 4:3, as scenes are laid out, most often. */
  static final int[][] SIZES = {
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
    List<Callable<Picture>> tasks = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      // Whole rounds of the classes take turns, so that no class has a size of its own.
      LesionDataset dataset = datasets.get(number / LesionClass.count() % datasets.size());
      long index = split.index(number);
      tasks.add(() -> prepare(dataset.draw(index), levels));
    }
    return new PictureSet(levels, DrawingTasks.all(tasks, threads, drawn));
  }

  private static Picture prepare(LesionSample sample, PixelLevels levels) {
    return new Picture(
        LesionDataset.idCode(sample.index()),
        sample.description(),
        sample.questions(),
        levels.of(sample.picture()));
  }

  @Override
  public int count() {
    return pictures.size();
  }

  @Override
  public int classCount() {
    return LesionClass.count();
  }

  /** The id_code of a picture. */
  @Override
  public int classOf(int picture) {
    return pictures.get(picture).idCode();
  }

  /** Picture numbers of one class are a residue of the number of classes. */
  @Override
  public int ofClass(int idCode, int n) {
    return n * LesionClass.count() + idCode;
  }

  @Override
  public int countOf(int idCode) {
    return (count() - idCode + LesionClass.count() - 1) / LesionClass.count();
  }

  @Override
  public Wording description(int picture) {
    return pictures.get(picture).description();
  }

  /** Questions about what is drawn, with answers. */
  public List<QuestionAnswer> questions(int picture) {
    return pictures.get(picture).questions();
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
