package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.node.TinyModel;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OnnxImageEncoderTest {
  /** The release that lies in the repository, from the module's folder. */
  private static final Path DEMONSTRATION = Path.of("../releases/demonstration/model");

  @Test
  void encodesABatchAsItEncodesOneAlone() throws IOException {
    assertBatchesAgree(TinyModel.directory());
  }

  @Test
  void encodesABatchOfTheDemonstrationModelAsItEncodesOneAlone() throws IOException {
    assertBatchesAgree(DEMONSTRATION);
  }

  @Test
  void groupsPicturesOfOneSizeAndKeepsTheirOrder() throws IOException {
    List<PixelValues> pixels = new ArrayList<>(pictures(TinyModel.directory(), 3));
    PixelValues square = pixels.get(1);
    EngineStack.call(() -> {
      try (OnnxImageEncoder encoder = load(TinyModel.directory())) {
        List<EncodedImage> mixed =
            encoder.encode(List.of(pixels.get(0), square, pixels.get(2), square));

        assertSame(mixed.get(1), mixed.get(3));
        assertSame(mixed.get(2), encoder.encode(pixels.get(2)));
      }
      return null;
    });
  }

  private static void assertBatchesAgree(Path model) throws IOException {
    List<PixelValues> pixels = pictures(model, 7);
    EngineStack.call(() -> {
      try (OnnxImageEncoder encoder = load(model)) {
        List<EncodedImage> alone = pixels.stream().map(encoder::encode).toList();
        // Twice, larger and smaller than before: buffers are used again.
        for (int size : new int[] {7, 3, 7, 1}) {
          List<EncodedImage> batch = encoder.encode(pixels.subList(0, size));
          assertThat(batch).hasSize(size);
          for (int i = 0; i < size; i++) {
            assertSame(batch.get(i), alone.get(i));
          }
        }
        assertThat(alone.get(0).embedding()).isNotEqualTo(alone.get(1).embedding());
      }
      return null;
    });
  }

  private static OnnxImageEncoder load(Path model) throws IOException {
    return OnnxImageEncoder.load(ModelDirectory.open(model), new EngineConfig(1));
  }

  private static void assertSame(EncodedImage actual, EncodedImage expected) {
    assertThat(actual.tokens()).isEqualTo(expected.tokens());
    assertThat(actual.hiddenSize()).isEqualTo(expected.hiddenSize());
    assertThat(actual.embedding()).containsExactly(expected.embedding(), within(1e-5f));
    assertThat(actual.features()).containsExactly(expected.features(), within(1e-4f));
  }

  private static List<PixelValues> pictures(Path model, int count) throws IOException {
    ImagePreprocessor preprocessor =
        ImagePreprocessor.read(ModelDirectory.open(model).preprocessor());
    SplittableRandom random = new SplittableRandom(7);
    List<PixelValues> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[RgbImage.CHANNELS * 48 * 48];
      random.nextBytes(rgb);
      pictures.add(preprocessor.apply(new RgbImage(48, 48, rgb)));
    }
    return pictures;
  }
}
