package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutsiderTest {
  private static final long SEED = 5;

  @ParameterizedTest
  @EnumSource(Outsider.class)
  void theSameSeedAndIndexGiveTheSamePictureAndNoOtherDoes(Outsider outsider) throws IOException {
    Set<RgbImage> drawn = new HashSet<>();
    for (int index = 0; index < 12; index++) {
      RgbImage picture = outsider.draw(SEED, index);
      assertThat(outsider.draw(SEED, index)).isEqualTo(picture);
      assertThat(outsider.draw(SEED + 1, index)).isNotEqualTo(picture);
      drawn.add(picture);
    }

    assertThat(drawn).hasSize(12);
    assertThat(ImageIO.read(new ByteArrayInputStream(outsider.jpeg(SEED, 0))).getWidth())
        .isEqualTo(LesionDataset.DEFAULT_WIDTH);
  }

  @Test
  void detailIsWhatBlurAndBlankLackAndNoiseIsMadeOf() {
    assertThat(detail(Outsider.BLANK)).isZero();
    assertThat(detail(Outsider.BLURRED)).isLessThan(detail(Outsider.CHIMERA));
    assertThat(detail(Outsider.NOISE)).isGreaterThan(10 * detail(Outsider.CHIMERA));
    assertThat(Arrays.stream(Outsider.values()).filter(Outsider::isNear)).hasSize(4);
  }

  /** Mean difference of neighbours in a row, over a few pictures. */
  private static double detail(Outsider outsider) {
    double sum = 0;
    int count = 0;
    for (int index = 0; index < 8; index++) {
      byte[] rgb = outsider.draw(SEED, index).rgb();
      for (int at = RgbImage.CHANNELS; at < rgb.length; at++) {
        if (at / RgbImage.CHANNELS % LesionDataset.DEFAULT_WIDTH != 0) {
          sum += Math.abs((rgb[at] & 0xFF) - (rgb[at - RgbImage.CHANNELS] & 0xFF));
          count++;
        }
      }
    }
    return sum / count;
  }
}
