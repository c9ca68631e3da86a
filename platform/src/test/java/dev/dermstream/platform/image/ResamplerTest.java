package dev.dermstream.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  private static final List<ResampleFilter> FILTERS =
      List.of(ResampleFilter.LANCZOS, ResampleFilter.BILINEAR, ResampleFilter.BICUBIC);

  static Stream<String> resizedPictures() {
    return ResampleGolden.TENSORS.keySet().stream()
        .filter(name -> name.matches("[a-z]+_\\d+x\\d+"));
  }

  @ParameterizedTest
  @MethodSource("resizedPictures")
  void givesThePixelsOfPillow(String name) {
    RgbImage expected = ResampleGolden.picture(name);
    String filter = name.substring(0, name.indexOf('_')).toUpperCase(Locale.ROOT);

    for (LineResampler lines : List.of(new ScalarLineResampler(), new VectorLineResampler())) {
      RgbImage resized =
          new Resampler(ResampleFilter.valueOf(filter), lines)
              .resize(ResampleGolden.picture("picture"), expected.width(), expected.height());

      assertThat(resized).as("by %s", lines.getClass().getSimpleName()).isEqualTo(expected);
    }
  }

  @Test
  void takesTheVectorsOfTheHardware() {
    assertThat(LineResampler.fastest()).isInstanceOf(VectorLineResampler.class);
  }

  @Test
  void givesTheSameByVectorsAtEverySize() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      int width = 1 + random.nextInt(90);
      int height = 1 + random.nextInt(90);
      byte[] rgb = new byte[3 * width * height];
      random.nextBytes(rgb);
      RgbImage picture = new RgbImage(width, height, rgb);
      ResampleFilter filter = FILTERS.get(random.nextInt(FILTERS.size()));
      int toWidth = 1 + random.nextInt(60);
      int toHeight = 1 + random.nextInt(60);

      assertThat(
              new Resampler(filter, new VectorLineResampler()).resize(picture, toWidth, toHeight))
          .as("seed %d, %s, %s to %d x %d", seed, picture, filter, toWidth, toHeight)
          .isEqualTo(
              new Resampler(filter, new ScalarLineResampler()).resize(picture, toWidth, toHeight));
    }
  }

  @Test
  void theGoldenFileHoldsEveryFilterAndSize() {
    assertThat(resizedPictures()).hasSize(24);
  }

  @Test
  void answersTheSameFromTheCacheAndAfterEviction() {
    RgbImage picture = ResampleGolden.picture("picture");
    Resampler resampler = new Resampler(ResampleFilter.LANCZOS);
    RgbImage first = resampler.resize(picture, 16, 16);
    assertThat(resampler.resize(picture, 16, 16)).isEqualTo(first);
    for (int width = 17; width < 120; width++) {
      resampler.resize(picture, width, 16);
    }
    assertThat(resampler.resize(picture, 16, 16)).isEqualTo(first);
  }

  @Test
  void leavesAPictureOfTheRightSizeAlone() {
    RgbImage picture = ResampleGolden.picture("picture");
    for (ResampleFilter filter : ResampleFilter.values()) {
      assertThat(new Resampler(filter).resize(picture, 37, 53)).isSameAs(picture);
    }
  }
}
