package dev.dermstream.trainer.lesion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * An endless, balanced data set of drawings: index i shows class {@code i % 15}.
 *
 * <p>Every index has its own random source, derived from the data set's seed and the index alone.
 * So any part can be drawn at any time, in any order, by any number of threads, and disjoint ranges
 * of indices never share a scene: train on one range, hold out another.
 */
public final class LesionDataset {

  /** Picture size that costs little to draw and still shows every mark. */
  public static final int DEFAULT_WIDTH = 256;

  public static final int DEFAULT_HEIGHT = 192;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final int width;
  private final int height;
  private final SceneSampler sampler = new SceneSampler();
  private final LesionPainter painter = new LesionPainter();
  private final LesionDescriber describer = new LesionDescriber();
  private final LesionQuestions questions = new LesionQuestions();

  /** A data set of 256 x 192 pictures. */
  public LesionDataset(long seed) {
    this(seed, DEFAULT_WIDTH, DEFAULT_HEIGHT);
  }

  /** A data set of pictures of one size; the same seed shows the same scenes at every size. */
  public LesionDataset(long seed, int width, int height) {
    this.seed = seed;
    this.width = width;
    this.height = height;
  }

  /**
   * Draws one sample.
   *
   * @param index 0 or more
   */
  public LesionSample draw(long index) {
    RandomGenerator random = random(index);
    LesionScene scene = sampler.sample(idCode(index), random);
    Wording description = describer.describe(scene, random);
    return new LesionSample(
        index,
        scene,
        painter.paint(scene, width, height),
        description,
        questions.ask(scene, random));
  }

  /**
   * The picture at an index as a JPEG file.
   *
   * @param index 0 or more
   */
  public byte[] jpeg(long index) throws IOException {
    return PictureFiles.jpeg(draw(index).picture());
  }

  /**
   * Writes samples as {@code CLASS-INDEX.jpg} and, beside each, its annotation as {@code .json}.
   *
   * @param directory made if it is not there
   * @param first index of the first sample
   * @param count number of samples
   * @param progress told after each sample how many are written
   */
  public void write(Path directory, long first, int count, IntConsumer progress)
      throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < count; i++) {
      LesionSample sample = draw(first + i);
      String identifier = String.format(Locale.ROOT, "%02d-%06d", idCode(first + i), first + i);
      Files.write(directory.resolve(identifier + ".jpg"), PictureFiles.jpeg(sample.picture()));
      Files.writeString(
          directory.resolve(identifier + ".json"), LesionAnnotation.json(identifier, sample));
      progress.accept(i + 1);
    }
  }

  /** The class shown at an index. */
  public static int idCode(long index) {
    if (index < 0) {
      throw new IndexOutOfBoundsException(index);
    }
    return (int) (index % LesionClass.count());
  }

  /** Hashes index and seed together, so that neighbours have nothing in common. */
  private RandomGenerator random(long index) {
    long hashed = new SplittableRandom(seed ^ GOLDEN_GAMMA * (index + 1)).nextLong();
    return new SplittableRandom(hashed);
  }
}
