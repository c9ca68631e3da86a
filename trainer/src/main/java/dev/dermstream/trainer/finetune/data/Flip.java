package dev.dermstream.trainer.finetune.data;

import dev.dermstream.trainer.finetune.recipe.DataSettings;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A change of a picture that keeps a text about it true, unless the text names a direction. */
public enum Flip {
  NONE(false, false),
  MIRRORED(true, false),
  UPENDED(false, true),
  /** Both, which is half a turn. */
  TURNED(true, true);

  private static final Pattern SIDEWAYS =
      Pattern.compile("\\b(left|right)|왼|오른|좌측|우측|좌우", Pattern.CASE_INSENSITIVE);
  private static final Pattern UPRIGHT =
      Pattern.compile(
          "\\b(upper|lower|top|bottom|above|below|superior|inferior)\\b|위쪽|아래|상부|하부|상단|하단|상측|하측",
          Pattern.CASE_INSENSITIVE);

  private final boolean mirrored;
  private final boolean upended;

  Flip(boolean mirrored, boolean upended) {
    this.mirrored = mirrored;
    this.upended = upended;
  }

  /** A number that stays the same for ever, for files. */
  public int code() {
    return (mirrored ? 1 : 0) + (upended ? 2 : 0);
  }

  /** The changes that settings and text allow; {@link #NONE} always is the first. */
  public static List<Flip> allowed(DataSettings settings, String text) {
    boolean sideways = settings.mirrored() && !SIDEWAYS.matcher(text).find();
    boolean upright = settings.upended() && !UPRIGHT.matcher(text).find();
    return Arrays.stream(values())
        .filter(flip -> (!flip.mirrored || sideways) && (!flip.upended || upright))
        .toList();
  }

  /**
   * Changes a prepared picture.
   *
   * @param values {@code [3, height, width]}
   * @param out receives the same shape from {@code start} on
   */
  public void apply(float[] values, int height, int width, float[] out, int start) {
    int rows = values.length / width;
    for (int row = 0; row < rows; row++) {
      int y = row % height;
      int from = upended ? row - y + height - 1 - y : row;
      int to = start + row * width;
      for (int x = 0; x < width; x++) {
        out[to + x] = values[from * width + (mirrored ? width - 1 - x : x)];
      }
    }
  }
}
