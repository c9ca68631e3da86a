package dev.dermstream.platform.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbImageTest {

  @Test
  void refusesPixelsThatDoNotFillTheShape() {
    assertThatThrownBy(() -> new RgbImage(4, 3, new byte[35]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("36 bytes, not 35");
    assertThatThrownBy(() -> new RgbImage(0, 3, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASizeWhoseByteCountOverflowsAnInt() {
    assertThatThrownBy(() -> new RgbImage(65_536, 65_536, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsAPixelRowByRow() {
    RgbImage image = new RgbImage(4, 3, new byte[36]);
    assertThat(image.offset(2, 1)).isEqualTo(18);
    assertThatThrownBy(() -> image.offset(4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equalsByPixels() {
    RgbImage image = new RgbImage(1, 1, new byte[] {1, 2, 3});
    assertThat(image).isEqualTo(new RgbImage(1, 1, new byte[] {1, 2, 3}));
    assertThat(image).isNotEqualTo(new RgbImage(1, 1, new byte[] {1, 2, 4}));
  }
}
