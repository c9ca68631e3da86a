package dev.dermstream.platform.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePreprocessorTest {
  private static final String IDEFICS3 =
      """
      {"image_processor_type": "Idefics3ImageProcessor", "do_convert_rgb": true,
       "do_image_splitting": false, "do_pad": true, "do_resize": true, "resample": 1,
       "size": {"longest_edge": 48}, "max_image_size": {"longest_edge": 32},
       "do_rescale": true, "rescale_factor": 0.00392156862745098,
       "do_normalize": true, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.25, 0.2]}
      """;

  @Test
  void preparesAPictureAsTheIdefics3ProcessorDoesWithoutTiles() {
    float[] expected =
        Objects.requireNonNull(ResampleGolden.TENSORS.get("idefics3_values")).toFloats();
    ImagePreprocessor preprocessor = ImagePreprocessor.of(json(IDEFICS3));

    PixelValues values = preprocessor.apply(ResampleGolden.picture("picture"));

    assertThat(values.height()).isEqualTo(32);
    assertThat(values.width()).isEqualTo(32);
    assertThat(values.values()).containsExactly(expected, within(1e-6f));
  }

  @Test
  void writesIntoABufferInTwoSteps() {
    ImagePreprocessor preprocessor = ImagePreprocessor.of(json(IDEFICS3));
    PixelValues whole = preprocessor.apply(ResampleGolden.picture("picture"));
    FloatBuffer buffer =
        ByteBuffer.allocateDirect((3 + whole.values().length) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .position(3);

    RgbImage resized = preprocessor.resize(ResampleGolden.picture("picture"));
    preprocessor.normalize(resized, buffer);

    float[] written = new float[whole.values().length];
    buffer.get(written);
    assertThat(written).isEqualTo(whole.values());
    assertThat(buffer.get(2)).isZero();
    assertThatThrownBy(() -> preprocessor.normalize(resized, FloatBuffer.allocate(9)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void writesIntoABatchAtItsPlace() {
    ImagePreprocessor preprocessor = ImagePreprocessor.of(json(IDEFICS3));
    PixelValues alone = preprocessor.apply(ResampleGolden.picture("picture"));
    float[] batch = new float[10 + alone.values().length + 10];

    int written = preprocessor.apply(ResampleGolden.picture("picture"), batch, 10);

    assertThat(written).isEqualTo(alone.values().length);
    assertThat(batch).startsWith(new float[10]).endsWith(new float[10]);
    assertThat(Arrays.copyOfRange(batch, 10, 10 + written)).isEqualTo(alone.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'height': 20, 'width': 30} | 30 | 20",
        "{'longest_edge': 48}        | 34 | 48",
        "{'shortest_edge': 48}       | 48 | 68",
        "24                          | 24 | 24"
      })
  void readsEveryKindOfSize(String size, int width, int height) {
    JsonObject config = json(IDEFICS3);
    config.remove("max_image_size");
    config.add("size", JsonParser.parseString(size.replace('\'', '"')));

    PixelValues values = ImagePreprocessor.of(config).apply(ResampleGolden.picture("picture"));

    assertThat(values.width()).isEqualTo(width);
    assertThat(values.height()).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'height': 20, 'width': 30} | 30 | 20   | true",
        "{'height': 20, 'width': 30} | 29 | 2000 | false",
        "{'longest_edge': 48}        | 64 | 48   | true",
        "{'longest_edge': 48}        | 47 | 47   | false",
        "{'shortest_edge': 24}       | 24 | 90   | true",
        "{'shortest_edge': 224}      | 1  | 9000 | false"
      })
  void knowsWhichPicturesItNeedNotEnlarge(String size, int width, int height, boolean fills) {
    JsonObject config = json(IDEFICS3);
    config.remove("max_image_size");
    config.add("size", JsonParser.parseString(size.replace('\'', '"')));

    assertThat(ImagePreprocessor.of(config).fills(width, height)).isEqualTo(fills);
  }

  @Test
  void leavesOutTheStepsThatAreSwitchedOff() {
    RgbImage picture = ResampleGolden.picture("picture");
    JsonObject config =
        json("{'do_resize': false, 'do_rescale': false, 'do_normalize': false}".replace('\'', '"'));

    PixelValues values = ImagePreprocessor.of(config).apply(picture);

    assertThat(values.width()).isEqualTo(37);
    assertThat(values.values()[37 * 53 + 5]).isEqualTo(picture.rgb()[3 * 5 + 1] & 0xFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "do_image_splitting   | true                    | do_image_splitting",
        "do_center_crop       | true                    | do_center_crop",
        "do_pan_and_scan      | true                    | do_pan_and_scan",
        "do_resize            | 1                       | do_resize must be true or false",
        "image_processor_type | 'Qwen2VLImageProcessor' | Qwen2VLImageProcessor",
        "resample             | 4                       | resample 4",
        "resample             | null                    | resample must be a number",
        "size                 | {'max_pixels': 9}       | max_pixels",
        "size                 | {'longest_edge': 0}     | size.longest_edge",
        "size                 | null                    | size is missing",
        "image_mean           | [0.5]                   | image_mean",
        "image_std            | [0.5, 0, 0.5]           | image_std",
        "rescale_factor       | 'x'                     | rescale_factor"
      })
  void refusesByNameWhatItDoesNotDo(String key, String value, String named) {
    JsonObject config = json(IDEFICS3);
    JsonElement element = JsonParser.parseString(value.replace('\'', '"'));
    config.add(key, element);

    assertThatThrownBy(() -> ImagePreprocessor.of(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void refusesPaddingWhereItWouldChangeThePicture() {
    JsonObject config = json(IDEFICS3);
    config.addProperty("image_processor_type", "SiglipImageProcessor");

    assertThatThrownBy(() -> ImagePreprocessor.of(config)).hasMessageContaining("do_pad");
  }

  @Test
  void refusesAPictureThatItsShorterEdgeWouldBlowUp() {
    JsonObject config = json(IDEFICS3);
    config.add("size", json("{\"shortest_edge\": 224}"));
    ImagePreprocessor preprocessor = ImagePreprocessor.of(config);

    assertThatThrownBy(() -> preprocessor.apply(new RgbImage(1, 9_000, new byte[27_000])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 x 9000");
  }

  @Test
  void namesTheFileThatItCannotRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("preprocessor_config.json"), "[1, 2");

    assertThatThrownBy(() -> ImagePreprocessor.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("preprocessor_config.json");
    Files.writeString(file, IDEFICS3);
    assertThat(ImagePreprocessor.read(file).apply(ResampleGolden.picture("picture")).width())
        .isEqualTo(32);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
