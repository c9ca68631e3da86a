package dev.dermstream.node.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionsTest {
  private static final RegionConfig CONFIG = new RegionConfig(0.5, 0.002, 0.25, 64, 0.6, 5);

  @Test
  void aLesionIsCutOutWithItsMarginAsASquare() {
    // Cells of 10 x 10 pixels; the lesion is 8 x 4 cells.
    ProbabilityMap map = map(80, 60, new int[] {30, 20, 38, 24});

    List<Region> regions = Regions.of(map, 800, 600, CONFIG);

    assertThat(regions).hasSize(1);
    assertThat(regions.getFirst().found()).isTrue();
    // 80 pixels and a quarter of them on each side, around the lesion's centre 340, 220.
    assertThat(regions.getFirst().box()).isEqualTo(new Box(280, 160, 120, 120));
  }

  @Test
  void withoutALesionThePictureStaysWholeAndSaysSo() {
    assertThat(Regions.of(map(80, 60), 800, 600, CONFIG))
        .containsExactly(new Region(new Box(0, 0, 800, 600), false, 0));
    // A speck is none: 4,800 cells, two in a thousand are 9.6.
    assertThat(Regions.of(map(80, 60, new int[] {3, 3, 6, 6}), 800, 600, CONFIG))
        .allMatch(region -> !region.found());
    assertThat(Regions.of(map(80, 60, new int[] {3, 3, 7, 6}), 800, 600, CONFIG))
        .allMatch(Region::found);
  }

  @Test
  void aCloseUpIsLeftWhole() {
    List<Region> regions = Regions.of(map(40, 40, new int[] {8, 8, 32, 32}), 900, 900, CONFIG);

    assertThat(regions).hasSize(1);
    assertThat(regions.getFirst().found()).isTrue();
    assertThat(regions.getFirst().box()).isEqualTo(new Box(0, 0, 900, 900));
  }

  @Test
  void theBestIsTheOneOfMostAreaTimesCertainty() {
    ProbabilityMap map = map(80, 60, new int[] {5, 5, 11, 11}, new int[] {60, 40, 66, 46});
    for (int y = 40; y < 46; y++) {
      for (int x = 60; x < 66; x++) {
        map.values()[y * 80 + x] = 0.95f;
      }
    }

    List<Region> regions = Regions.of(map, 800, 600, CONFIG);

    assertThat(regions).hasSize(2);
    assertThat(regions.get(0).box().x()).isGreaterThan(400);
    assertThat(regions.get(0).probability()).isGreaterThan(regions.get(1).probability());
    assertThat(regions.get(1).box().x()).isLessThan(100);
  }

  @Test
  void noMoreAreAnsweredThanConfigured() {
    ProbabilityMap map =
        map(
            80,
            60,
            new int[] {2, 2, 8, 8},
            new int[] {30, 2, 36, 8},
            new int[] {60, 2, 66, 8},
            new int[] {2, 40, 8, 46},
            new int[] {30, 40, 36, 46},
            new int[] {60, 40, 66, 46});

    assertThat(Regions.of(map, 800, 600, CONFIG)).hasSize(5);
    assertThat(Regions.of(map, 800, 600, new RegionConfig(.5, .002, .25, 64, .6, 1))).hasSize(1);
  }

  @Test
  void whatLiesInThePictureOfAnotherIsNoRegionByItself() {
    // Two halves of one lesion, a cell apart.
    ProbabilityMap map = map(80, 60, new int[] {30, 20, 40, 30}, new int[] {41, 22, 43, 28});

    assertThat(Regions.of(map, 800, 600, CONFIG)).hasSize(1);
  }

  @Test
  void atAnEdgeTheBoxIsMovedIntoThePicture() {
    List<Region> regions = Regions.of(map(80, 60, new int[] {72, 0, 80, 8}), 800, 600, CONFIG);

    assertThat(regions.getFirst().box()).isEqualTo(new Box(680, 0, 120, 120));
  }

  @Test
  void aNarrowPictureGivesAsMuchOfASquareAsItHas() {
    List<Region> regions = Regions.of(map(80, 10, new int[] {30, 1, 45, 9}), 1600, 200, CONFIG);

    assertThat(regions.getFirst().box()).isEqualTo(new Box(525, 0, 450, 200));
  }

  @Test
  void aSmallLesionGetsTheLeastSide() {
    List<Region> regions = Regions.of(map(80, 60, new int[] {40, 30, 44, 34}), 160, 120, CONFIG);

    assertThat(regions.getFirst().box()).isEqualTo(new Box(52, 32, 64, 64));
  }

  @Test
  void everyBoxLiesInItsPictureAndHoldsTheCentreOfItsLesion() {
    long seed = 20_261;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int columns = 1 + random.nextInt(40);
      int rows = 1 + random.nextInt(40);
      float[] values = new float[columns * rows];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(3) == 0 ? random.nextFloat() : 0;
      }
      int width = 1 + random.nextInt(3000);
      int height = 1 + random.nextInt(3000);

      List<Region> regions =
          Regions.of(new ProbabilityMap(values, columns, rows), width, height, CONFIG);

      assertThat(regions)
          .as("seed %d, round %d", seed, round)
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(5)
          .allSatisfy(region -> {
            Box box = region.box();
            assertThat(box.x() + box.width()).isLessThanOrEqualTo(width);
            assertThat(box.y() + box.height()).isLessThanOrEqualTo(height);
          });
    }
  }

  @Test
  void cellsThatTouchAtACornerAreOneLesion() {
    ProbabilityMap map = map(10, 10, new int[] {2, 2, 4, 4}, new int[] {4, 4, 6, 6});

    List<Component> components = Component.of(map, .5);

    assertThat(components).hasSize(1);
    assertThat(components.getFirst().cells()).isEqualTo(8);
  }

  @Test
  void cutsTheVeryPixelsOfItsBox() {
    byte[] rgb = new byte[3 * 5 * 4];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    RgbImage picture = new RgbImage(5, 4, rgb);

    RgbImage cut = new Box(1, 2, 3, 2).cut(picture);

    assertThat(cut.width()).isEqualTo(3);
    assertThat(cut.height()).isEqualTo(2);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        assertThat(cut.rgb()[cut.offset(x, y)]).isEqualTo(rgb[picture.offset(x + 1, y + 2)]);
      }
    }
    assertThat(new Box(0, 0, 5, 4).cut(picture)).isSameAs(picture);
  }

  /** Lesions of probability 0.9 as left, top, right, bottom on cells of 0.1. */
  private static ProbabilityMap map(int width, int height, int[]... lesions) {
    float[] values = new float[width * height];
    Arrays.fill(values, .1f);
    for (int[] lesion : lesions) {
      for (int y = lesion[1]; y < lesion[3]; y++) {
        for (int x = lesion[0]; x < lesion[2]; x++) {
          values[y * width + x] = .9f;
        }
      }
    }
    return new ProbabilityMap(values, width, height);
  }
}
