package dev.dermstream.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  static Stream<String> resizedPictures() {
    return ResampleGolden.TENSORS.keySet().stream()
        .filter(name -> name.matches("[a-z]+_\\d+x\\d+"));
  }

  @ParameterizedTest
  @MethodSource("resizedPictures")
  void givesThePixelsOfPillow(String name) {
    RgbImage expected = ResampleGolden.picture(name);
    String filter = name.substring(0, name.indexOf('_')).toUpperCase(Locale.ROOT);

    RgbImage resized =
        new Resampler(ResampleFilter.valueOf(filter))
            .resize(ResampleGolden.picture("picture"), expected.width(), expected.height());

    assertThat(resized).isEqualTo(expected);
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
