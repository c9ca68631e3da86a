package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Pictures of what no class shows, drawn by the project itself: a system that knows its limits
 * answers none of them. Near ones share skin, light and camera with the lesions; far ones share
 * nothing. Like the lesions they are drawings: how a detector fares on them says how it works, not
 * how it fares in a clinic.
 */
public enum Outsider {
  /** The left half of a lesion of one class beside the right half of one of another. */
  CHIMERA(true, "two lesions in one"),
  /** A lesion whose red and blue are exchanged. */
  WRONG_COLOURS(true, "red and blue exchanged"),
  /** A lesion far out of focus. */
  BLURRED(true, "lesion far out of focus"),
  /** Skin, hair and freckles, and no lesion. */
  HEALTHY_SKIN(true, "skin without a lesion"),
  /** Stone, wood or cloth of any colour. */
  TEXTURE(false, "stone, wood and cloth"),
  /** Hills and houses under a sky. */
  LANDSCAPE(false, "landscape"),
  /** Lines of print on paper. */
  DOCUMENT(false, "page of print"),
  /** Every pixel drawn by itself. */
  NOISE(false, "noise"),
  /** One colour. */
  BLANK(false, "one colour");

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final boolean near;
  private final String words;

  Outsider(boolean near, String words) {
    this.near = near;
    this.words = words;
  }

  /** True if it shares skin, light and camera with the lesions. */
  public boolean isNear() {
    return near;
  }

  /** What it shows. */
  public String words() {
    return words;
  }

  /**
   * Draws one picture of 256 x 192; the same seed and index give the same.
   *
   * @param index 0 or more
   */
  public RgbImage draw(long seed, int index) {
    long place = ((long) name().hashCode() << Integer.SIZE) + index + 1;
    RandomGenerator random =
        new SplittableRandom(new SplittableRandom(seed ^ GOLDEN_GAMMA * place).nextLong());
    OutsiderPainter painter =
        new OutsiderPainter(LesionDataset.DEFAULT_WIDTH, LesionDataset.DEFAULT_HEIGHT, random);
    return switch (this) {
      case CHIMERA -> painter.chimera();
      case WRONG_COLOURS -> painter.wrongColours();
      case BLURRED -> painter.blurred();
      case HEALTHY_SKIN -> painter.healthySkin();
      case TEXTURE -> painter.texture();
      case LANDSCAPE -> painter.landscape();
      case DOCUMENT -> painter.document();
      case NOISE -> painter.noise();
      case BLANK -> painter.blank();
    };
  }

  /** As {@link #draw}, as a JPEG file. */
  public byte[] jpeg(long seed, int index) throws IOException {
    return PictureFiles.jpeg(draw(seed, index));
  }
}
