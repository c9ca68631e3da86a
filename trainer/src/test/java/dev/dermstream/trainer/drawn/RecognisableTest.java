package dev.dermstream.trainer.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes look different, but not so different that a few pixels tell them apart. */
class RecognisableTest {
  private static final int SIDE = 12;
  private static final int KNOWN = 24;
  private static final int UNSEEN = 6;

  @SuppressWarnings("ArrayRecordComponent") // Never compared; private to this test.
  private record Seen(String kind, float[] pixels) {}

  @ParameterizedTest
  @CsvSource({"PIGMENTED8, 0.35, 0.9", "BACTERIAL, 0.35, 0.9", "MM_SKIN, 0.35, 0.97"})
  void nearestThumbnailsAreBetterThanChanceAndNotEnough(DrawnSet set, double least, double most) {
    int kinds = set == DrawnSet.MM_SKIN ? 3 * set.classes().size() : set.classes().size();
    List<Seen> known = new ArrayList<>();
    for (int i = 0; i < KNOWN * kinds; i++) {
      known.add(seen(set, i));
    }
    int right = 0;
    for (int i = 0; i < UNSEEN * kinds; i++) {
      Seen unseen = seen(set, 600_000L * kinds + i);
      right += nearest(known, unseen).equals(unseen.kind()) ? 1 : 0;
    }
    assertThat((double) right / (UNSEEN * kinds)).as(set.setName()).isBetween(least, most);
  }

  private static Seen seen(DrawnSet set, long index) {
    DrawnPicture drawn = set.draw(11, index, 64, 48);
    return new Seen(drawn.row().modality() + drawn.row().className(), thumbnail(drawn.picture()));
  }

  private static String nearest(List<Seen> known, Seen unseen) {
    String best = "";
    double closest = Double.MAX_VALUE;
    for (Seen other : known) {
      double distance = 0;
      for (int i = 0; i < other.pixels().length; i++) {
        double gap = other.pixels()[i] - unseen.pixels()[i];
        distance += gap * gap;
      }
      if (distance < closest) {
        closest = distance;
        best = other.kind();
      }
    }
    return best;
  }

  private static float[] thumbnail(RgbImage image) {
    float[] sums = new float[SIDE * SIDE * RgbImage.CHANNELS];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int cell = y * SIDE / image.height() * SIDE + x * SIDE / image.width();
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          sums[cell * RgbImage.CHANNELS + c] += image.rgb()[image.offset(x, y) + c] & 255;
        }
      }
    }
    return sums;
  }
}
