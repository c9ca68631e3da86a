package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.node.TinyModel;
import dev.dermstream.platform.image.PixelValues;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs as other exporters write them; {@code make_foreign_export.py} made them. */
class ForeignExportTest {
  private static final EngineConfig CONFIG = new EngineConfig(1);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"vision_encoder.onnx", "vision_encoder_int64.onnx"})
  void feedsTheMaskAndTakesTheMeanOfTheFeaturesForTheEmbedding(String graph) throws Exception {
    ModelDirectory model = ModelDirectory.open(foreign());
    ModelDirectory withGraph =
        new ModelDirectory(
            model.path(),
            model.visionEncoder().resolveSibling(graph),
            model.embedTokens(),
            model.decoder(),
            model.adapters(),
            model.config());
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(withGraph, CONFIG)) {
      // Two rows of two pixels; red 1 2 / 3 4, green 2 2 / 2 2, blue 0.
      float[] pixels = {1, 2, 3, 4, 2, 2, 2, 2, 0, 0, 0, 0};

      EncodedImage image = encoder.encode(new PixelValues(pixels, 2, 2));

      assertThat(image.tokens()).isEqualTo(2);
      assertThat(image.features()).containsExactly(1.5f, 2, 0, 3.5f, 2, 0);
      double norm = Math.sqrt(2.5 * 2.5 + 2 * 2);
      assertThat(image.embedding())
          .containsExactly(
              new float[] {(float) (2.5 / norm), (float) (2 / norm), 0}, within(1e-6f));
    }
  }

  @Test
  void refusesAnEmbeddingWithoutDirection() throws Exception {
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(ModelDirectory.open(foreign()), CONFIG)) {
      PixelValues black = new PixelValues(new float[12], 2, 2);
      PixelValues broken = new PixelValues(new float[12], 2, 2);
      broken.values()[0] = Float.NaN;

      assertThatThrownBy(() -> encoder.encode(black)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> encoder.encode(broken)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void decodesWithoutPositionsAndAdapters() throws Exception {
    try (OnnxTextDecoder decoder = OnnxTextDecoder.load(ModelDirectory.open(foreign()), CONFIG);
        Decoding decoding = decoder.begin(0)) {
      assertThat(decoder.adapters()).isEqualTo(1);
      assertThat(decoder.embed(new long[] {1, 0})).containsExactly(3, 4, 5, 0, 1, 2);

      Logits prompt = decoding.read(new float[] {0, 0, 0, 0, 0, 0}, 2);
      assertThat(prompt.positions()).isEqualTo(2);
      assertThat(prompt.values().get(prompt.vocabSize() + 1)).isEqualTo(2);
      Logits next = decoding.read(new float[] {0, 0, 0}, 1);
      // The mask has grown to three: the cache was read on.
      assertThat(next.values().get(1)).isEqualTo(3);
      assertThat(next.argmaxLast(0)).isEqualTo(1);
    }
  }

  @Test
  void refusesAnInputThatItCannotFeed() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.copy(
        model.resolve("vision_encoder.onnx"),
        model.resolve("embed_tokens.onnx"),
        StandardCopyOption.REPLACE_EXISTING);
    ModelDirectory opened = ModelDirectory.open(model);

    assertThatThrownBy(() -> OnnxTextDecoder.load(opened, CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("input_ids");
  }

  private static Path foreign() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(ForeignExportTest.class.getResource("foreign-export")).toURI());
  }
}
