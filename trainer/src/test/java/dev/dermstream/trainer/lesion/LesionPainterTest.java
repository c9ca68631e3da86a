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

  /** Of all colours that have a name, the one stated is what most of a plain lesion shows. */
  @ParameterizedTest
  @EnumSource(names = {"MELANOCYTIC_NEVUS", "MILIA", "LENTIGO_SIMPLEX"})
  void paintsTheColourThatTheSceneStates(LesionClass lesionClass) {
    for (int seed = 0; seed < 20; seed++) {
      LesionScene scene = Scenes.evenlyLit(scene(lesionClass, seed));
      RgbImage picture = painter.paint(scene, 256, 192);
      Rgb seen = meanAround(picture, scene.bodies().getFirst());
      assertThat(nearest(seen, scene.skin())).as("seed %d", seed).isEqualTo(scene.mainColour());
    }
  }

  @Test
  void paintsHemangiomasInTheirMainColour() {
    for (int seed = 0; seed < 20; seed++) {
      LesionScene scene = Scenes.evenlyLit(scene(LesionClass.HEMANGIOMA, seed));
      Rgb seen = meanAround(painter.paint(scene, 256, 192), scene.bodies().getFirst());
      boolean purple = seen.blue() > 0.36f * seen.red();
      assertThat(purple)
          .as("seed %d, %s, seen %s", seed, scene.mainColour(), seen)
          .isEqualTo(scene.mainColour() == LesionColour.PURPLE);
    }
  }

  private static LesionColour nearest(Rgb seen, Rgb skin) {
    LesionColour best = LesionColour.SKIN_COLOURED;
    float least = Float.MAX_VALUE;
    for (LesionColour colour : LesionColour.values()) {
      Rgb named = colour.on(skin);
      float red = named.red() - seen.red();
      float green = named.green() - seen.green();
      float blue = named.blue() - seen.blue();
      float distance = red * red + green * green + blue * blue;
      if (distance < least) {
        least = distance;
        best = colour;
      }
    }
    return best;
  }

  /** Mean over a square of half the body's radius on each side of its centre. */
  private static Rgb meanAround(RgbImage picture, Body body) {
    int reach = Math.round(body.radius() * picture.height() / 2);
    int column = Math.round(picture.width() / 2f + body.centreX() * picture.height());
    int row = Math.round((body.centreY() + 0.5f) * picture.height());
    float[] sum = new float[3];
    int count = 0;
    for (int y = row - reach; y <= row + reach; y++) {
      for (int x = column - reach; x <= column + reach; x++) {
        count++;
        for (int c = 0; c < 3; c++) {
          sum[c] += (picture.rgb()[picture.offset(x, y) + c] & 255) / 255f;
        }
      }
    }
    return new Rgb(sum[0] / count, sum[1] / count, sum[2] / count);
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
