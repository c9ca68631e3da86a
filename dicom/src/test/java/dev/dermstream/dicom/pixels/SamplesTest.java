package dev.dermstream.dicom.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.platform.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each sample must give; its means are those of DCMTK's picture. */
class SamplesTest {
  private static final Pictures PICTURES = new Pictures();

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @CsvSource({
    "examples_ybr_color.dcm, 320, 240, 9.2, 9.5, 9.7",
    "SC_rgb.dcm, 100, 100, 127.7, 127.7, 127.7",
    "examples_palette.dcm, 800, 350, 15.9, 20.1, 25.4",
    "SC_ybr_full_422_uncompressed.dcm, 100, 100, 127.7, 127.7, 127.7",
    "SC_jpeg_no_color_transform.dcm, 256, 256, 244.0, 244.0, 244.0",
    "SC_rgb_rle_2frame.dcm, 100, 100, 127.7, 127.7, 127.7",
    "SC_rgb_small_odd_big_endian.dcm, 3, 3, 129.0, 128.7, 128.7",
    "SC_rgb_jpeg_gdcm.dcm, 100, 100, 127.7, 127.7, 127.7",
    "image_dfl.dcm, 512, 512, 127.1, 127.1, 127.1",
    "own_vlp_skin_synthetic.dcm, 600, 450, 208.4, 163.3, 145.2",
  })
  void givesThePicture(String name, int width, int height, double red, double green, double blue)
      throws Exception {
    RgbImage image = PICTURES.read(Pictures.sample(name));

    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    double[] means = {red, green, blue};
    for (int c = 0; c < means.length; c++) {
      assertThat(mean(image, c)).as("channel %d", c).isCloseTo(means[c], within(0.35));
    }
  }

  @Test
  void invertsMonochrome1OverTheFramesOwnRangeWhereThereIsNoWindow() throws Exception {
    RgbImage image =
        PICTURES.read(Samples.withoutWindow(Pictures.sample("derived_MR_small_mono1.dcm")));

    // DCMTK rounds grey levels down before it inverts.
    assertThat(mean(image, 0)).isCloseTo(205.0, within(0.6));
  }

  @ParameterizedTest
  @CsvSource({
    "JPGExtended.dcm, UNSUPPORTED_PIXELS, of 12 bits",
    "MR_truncated.dcm, TRUNCATED, ends",
    "JPEG2000-embedded-sequence-delimiter.dcm, PIXELS_CORRUPT, JPEG 2000",
    "meta_missing_tsyntax.dcm, NO_TRANSFER_SYNTAX, no transfer syntax",
    "own_tid1500_sr.dcm, NO_IMAGE, no pixels",
  })
  void saysWhyThereIsNone(String name, DicomFault fault, String named) {
    assertThatThrownBy(() -> PICTURES.read(Pictures.sample(name)))
        .isInstanceOfSatisfying(
            DicomException.class,
            e -> {
              assertThat(e.fault()).as(e.sentence()).isEqualTo(fault);
              assertThat(e.sentence()).contains(named);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "US1_J2KI.dcm, 640, 480, JPEG 2000 (1.2.840.10008.1.2.4.91)",
    "HTJ2K_08_RGB.dcm, 640, 480, High-Throughput JPEG 2000 (1.2.840.10008.1.2.4.203)",
    "MR_small_jpeg_ls_lossless.dcm, 64, 64, JPEG-LS Lossless (1.2.840.10008.1.2.4.80)",
  })
  void decodesOrNamesTheSyntaxWhereTheSystemLacksTheCodec(
      String name, int width, int height, String syntax) {
    try {
      RgbImage image = PICTURES.read(Pictures.sample(name));
      assertThat(image.width()).isEqualTo(width);
      assertThat(image.height()).isEqualTo(height);
    } catch (DicomException e) {
      assertThat(e.fault()).as(e.sentence()).isEqualTo(DicomFault.UNSUPPORTED_TRANSFER_SYNTAX);
      assertThat(e.sentence()).contains(syntax, "Debian");
    }
  }

  @Test
  void showsAWindowAsTheStandardSays() throws Exception {
    RgbImage image = PICTURES.read(Pictures.sample("derived_MR_small_mono1.dcm"));

    // 0x0389 stored, center 600, width 1600: ((905 - 599.5) / 1599 + 0.5) * 255, the negative.
    assertThat(image.rgb()[0] & 0xFF).isEqualTo(255 - 176);
  }

  @Test
  void quotesNothingOfTheFile() {
    for (String name : Samples.names()) {
      byte[] file = Pictures.sample(name);
      for (int cut : new int[] {200, 400, 800, file.length - 1}) {
        try {
          PICTURES.read(Arrays.copyOf(file, Math.min(cut, file.length)));
        } catch (DicomException e) {
          assertThat(e.sentence()).doesNotContain("^").hasSizeLessThan(250);
        }
      }
    }
  }

  private static double mean(RgbImage image, int channel) {
    long sum = 0;
    for (int i = channel; i < image.rgb().length; i += RgbImage.CHANNELS) {
      sum += image.rgb()[i] & 0xFF;
    }
    return sum * (double) RgbImage.CHANNELS / image.rgb().length;
  }
}
