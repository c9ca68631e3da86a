package dev.dermstream.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallJpegTest {
  private static final long SEED = 20261121;

  @Test
  void isASequentialJpegOfFewPixels() {
    assertThat(SmallJpeg.is(TestJpeg.encode(64, 48, "420", false))).isTrue();
    assertThat(SmallJpeg.is(TestJpeg.encode(2000, 1000, "444", false))).isTrue();
  }

  @Test
  void isNotOneOfManyPixelsOrManyScans() {
    assertThat(SmallJpeg.is(TestJpeg.encode(2100, 1000, "444", false))).isFalse();
    assertThat(SmallJpeg.is(TestJpeg.encode(64, 48, "420", true))).isFalse();
  }

  @Test
  void isNothingElse() {
    assertThat(SmallJpeg.is(new byte[0])).isFalse();
    assertThat(SmallJpeg.is(new byte[] {(byte) 0xFF, (byte) 0xD8})).isFalse();
    assertThat(SmallJpeg.is(new byte[1000])).isFalse();
  }

  @Test
  void endsWhateverTheBytes() {
    Random random = new Random(SEED);
    byte[] whole = TestJpeg.encode(64, 48, "420", false);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int hits = random.nextInt(20); hits > 0 && damaged.length > 2; hits--) {
        damaged[2 + random.nextInt(Math.min(600, damaged.length - 2))] = (byte) random.nextInt();
      }
      SmallJpeg.is(damaged);
    }
  }
}
