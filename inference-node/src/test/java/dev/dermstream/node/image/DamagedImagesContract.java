package dev.dermstream.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to the bytes of a sample: a picture or a refusal, never an exception. */
abstract class DamagedImagesContract {
  private static final long SEED = 20261121;
  private static final int FLIPS = 150;
  private static final int MAX_PIXELS = 1 << 20;

  private final PixelBudget budget = new PixelBudget(MAX_PIXELS, MAX_PIXELS);
  private final ImageDecoder decoder;

  DamagedImagesContract(JpegDecoder jpegDecoder) {
    decoder = new ImageDecoder(budget, jpegDecoder);
  }

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.node.image.SampleImages#all")
  void refusesEveryTruncation(String name) throws RefusedImageException {
    byte[] whole = SampleImages.bytes(name);
    for (int length = 0; length < whole.length; length++) {
      assertThat(decoder.decode(Arrays.copyOf(whole, length)))
          .as("%s cut to %d bytes", name, length)
          .isInstanceOf(Refused.class);
    }
    assertNothingIsHeld();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.node.image.SampleImages#all")
  void survivesFlippedBytes(String name) throws RefusedImageException {
    Random random = new Random(SEED + name.hashCode());
    byte[] whole = SampleImages.bytes(name);
    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = whole.clone();
      int flips = 1 + random.nextInt(4);
      // Every other time near the front, where the headers are.
      int range = i % 2 == 0 ? damaged.length : Math.min(damaged.length, 700);
      for (int flip = 0; flip < flips; flip++) {
        damaged[random.nextInt(range)] = (byte) random.nextInt();
      }
      try {
        if (decoder.decode(damaged) instanceof Decoded decoded) {
          assertThat(decoded.image().rgb()).isNotEmpty();
          decoded.close();
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, %s, damage %d".formatted(SEED, name, i), e);
      }
    }
    assertNothingIsHeld();
  }

  /** The whole budget can be had again, or this never returns. */
  private void assertNothingIsHeld() throws RefusedImageException {
    budget.acquire(MAX_PIXELS / 64, 64).close();
  }
}
