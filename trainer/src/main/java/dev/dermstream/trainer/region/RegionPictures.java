package dev.dermstream.trainer.region;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Prepared pictures with the shares of their cells. Immutable and thread-safe once read. */
final class RegionPictures {
  private final PixelLevels levels;
  private final int side;
  private final List<Marked> pictures;

  @SuppressWarnings("ArrayRecordComponent") // made here, compared nowhere
  private record Marked(byte[] pixels, float[] shares) {}

  /** Values of some pictures and the shares of their cells. */
  @SuppressWarnings("ArrayRecordComponent") // made for one step
  record Batch(int count, float[] pixels, float[] shares) {}

  private RegionPictures(PixelLevels levels, int side, List<Marked> pictures) {
    this.levels = levels;
    this.side = side;
    this.pictures = List.copyOf(pictures);
  }

  /**
   * Reads pictures.
   *
   * @param side cells of a row and of a column
   * @throws DatasetException if a row has no regions, since it would teach that there is no lesion,
   *     or one that leaves its picture
   */
  static RegionPictures read(
      List<MarkedImage> images, PictureReader reader, PixelLevels levels, int side, Runnable read)
      throws IOException {
    List<Marked> pictures = new ArrayList<>();
    for (MarkedImage marked : images) {
      ManifestRow row = marked.row();
      RgbImage image = picture(marked.file(), reader);
      requireMarked(row, image);
      pictures.add(
          new Marked(
              levels.of(image), RegionGrid.of(row.regions(), image.width(), image.height(), side)));
      read.run();
    }
    return new RegionPictures(levels, side, pictures);
  }

  private static RgbImage picture(Path file, PictureReader reader) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return reader.read(bytes);
    } catch (IOException e) {
      throw new DatasetException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireMarked(ManifestRow row, RgbImage image) throws DatasetException {
    if (row.regions().isEmpty()) {
      throw new DatasetException(
          row.identifier() + " has no regions: mark its lesions, or leave the image out");
    }
    boolean inside =
        row.regions().stream()
            .allMatch(region ->
                region.x() + region.width() <= image.width()
                    && region.y() + region.height() <= image.height());
    if (!inside) {
      throw new DatasetException(
          "%s has a region that leaves its image of %d x %d"
              .formatted(row.identifier(), image.width(), image.height()));
    }
  }

  int count() {
    return pictures.size();
  }

  /** Random pictures, each changed at random; the cells follow. */
  Batch draw(int count, RandomGenerator random) {
    int[] numbers = random.ints(count, 0, count()).toArray();
    List<Augmentation> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(Augmentation.random(random));
    }
    return batch(numbers, changes);
  }

  /** Pictures as they are. */
  Batch from(int first, int count) {
    int[] numbers = new int[count];
    List<Augmentation> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers[i] = first + i;
      changes.add(Augmentation.none());
    }
    return batch(numbers, changes);
  }

  private Batch batch(int[] numbers, List<Augmentation> changes) {
    float[] pixels = new float[Math.multiplyExact(numbers.length, levels.length())];
    float[] shares = new float[numbers.length * side * side];
    for (int i = 0; i < numbers.length; i++) {
      Marked picture = pictures.get(numbers[i]);
      Augmentation change = changes.get(i);
      change.apply(picture.pixels(), levels.size(), pixels, i * levels.length());
      RegionGrid.copy(
          picture.shares(), side, change.mirrored(), change.upended(), shares, i * side * side);
    }
    return new Batch(numbers.length, pixels, shares);
  }
}
