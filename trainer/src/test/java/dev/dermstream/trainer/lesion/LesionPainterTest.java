package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.platform.image.RgbImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LesionPainterTest {

  private final SceneSampler sampler = new SceneSampler();
  private final LesionPainter painter = new LesionPainter();

  @ParameterizedTest
  @EnumSource
  void paintsTheSameBytesFromTheSameSeed(LesionClass lesionClass) {
    RgbImage first = painter.paint(scene(lesionClass, 7), 128, 96);
    RgbImage again = painter.paint(scene(lesionClass, 7), 128, 96);
    RgbImage other = painter.paint(scene(lesionClass, 8), 128, 96);
    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void looksAlikeAtEveryResolution(LesionClass lesionClass) {
    for (int seed = 0; seed < 6; seed++) {
      LesionScene scene = scene(lesionClass, seed);
      float[] small = Thumbnails.shrink(painter.paint(scene, 256, 192), 64, 48);
      float[] large = Thumbnails.shrink(painter.paint(scene, 600, 450), 64, 48);
      double sum = 0;
      for (int i = 0; i < small.length; i++) {
        sum += Math.abs(small[i] - large[i]);
      }
      assertThat(sum / small.length).as("mean difference, seed %d", seed).isLessThan(0.012);
    }
  }

  /** A scene painted without its bodies differs from the whole only around the lesion's box. */
  @ParameterizedTest
  @EnumSource
  void changesTheSkinInsideTheBoundingBoxMost(LesionClass lesionClass) {
    for (int seed = 0; seed < 6; seed++) {
      LesionScene scene = scene(lesionClass, seed);
      RgbImage whole = painter.paint(scene, 256, 192);
      RgbImage bare = painter.paint(Scenes.withoutBodies(scene), 256, 192);
      BoundingBox box = scene.boundingBox(256, 192);
      double inside = 0;
      double outside = 0;
      for (int y = 0; y < 192; y++) {
        for (int x = 0; x < 256; x++) {
          int pixel = whole.offset(x, y);
          int change = 0;
          for (int c = 0; c < 3; c++) {
            change += Math.abs((whole.rgb()[pixel + c] & 255) - (bare.rgb()[pixel + c] & 255));
          }
          boolean within =
              x >= box.x()
                  && x < box.x() + box.width()
                  && y >= box.y()
                  && y < box.y() + box.height();
          inside += within ? change : 0;
          outside += within ? 0 : change;
        }
      }
      double allowed = marksSurroundings(scene) ? 0.5 : 0.18;
      assertThat(outside).as("seed %d, box %s", seed, box).isLessThan(allowed * inside);
    }
  }

  /** Halo and collarette lie outside the edge; of a skin-coloured dome the shadow shows most. */
  private static boolean marksSurroundings(LesionScene scene) {
    return scene.features().contains(Feature.HALO)
        || scene.features().contains(Feature.COLLARETTE)
        || scene.mainColour() == LesionColour.SKIN_COLOURED;
  }

  @Test
  void refusesAPictureTooSmallToShowAnything() {
    LesionScene scene = scene(LesionClass.MILIA, 1);
    assertThatThrownBy(() -> painter.paint(scene, 16, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 x 16");
  }

  private LesionScene scene(LesionClass lesionClass, long seed) {
    return sampler.sample(lesionClass.idCode(), new SplittableRandom(seed));
  }
}
