package dev.dermstream.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.platform.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link ImageDecoder} does, whatever decodes its JPEG. */
abstract class ImageDecoderContract {
  private static final int MAX_PIXELS = 50_000_000;

  /** Two implementations of the inverse cosine transform may differ this much. */
  private static final int JPEG_TOLERANCE = 2;

  private final ImageDecoder decoder;

  ImageDecoderContract(JpegDecoder jpegDecoder) {
    decoder = new ImageDecoder(new PixelBudget(MAX_PIXELS, MAX_PIXELS), jpegDecoder);
  }

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.node.image.SampleImages#good")
  void givesTheTruePixels(String name) {
    try (Decoded decoded = decoded(SampleImages.bytes(name))) {
      RgbImage expected = SampleImages.expected(name);
      boolean lossy = name.contains("jpg") || name.startsWith("jpeg");

      assertThat(decoded.image().width()).isEqualTo(expected.width());
      assertThat(decoded.image().height()).isEqualTo(expected.height());
      assertThat(largestDifference(decoded.image(), expected))
          .isLessThanOrEqualTo(lossy ? JPEG_TOLERANCE : 0);
      assertThat(decoded.format()).isEqualTo(format(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmyk_without_adobe.jpg    | UNSUPPORTED_MEDIA | four colour components",
        "refused_contradiction.dcm | CORRUPT_IMAGE     | contradicts",
        "refused_palette.dcm       | CORRUPT_IMAGE     | (0028,1101)",
        "refused_syntax.dcm        | UNSUPPORTED_MEDIA | JPEG XL Lossless (1.2.840.10008.1.2.4.110)",
        "refused_no_pixels.dcm     | NO_PIXELS         | no pixels",
        "refused_huge.dcm          | IMAGE_TOO_LARGE   | 65500 x 65500",
        "refused_window.dcm        | CORRUPT_IMAGE     | (0028,1051)",
        "refused_size_mismatch.dcm | CORRUPT_IMAGE     | size of its JPEG"
      })
  void refusesByNameWhatItDoesNotRead(String name, ErrorCode code, String named) {
    Refused refused = refused(SampleImages.bytes(name));

    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.sentence()).contains(named).doesNotContain("Doe");
  }

  @Test
  void everySampleIsEitherExpectedToDecodeOrTestedToBeRefused() {
    assertThat(SampleImages.all())
        .filteredOn(name -> !name.startsWith("refused") && !name.equals("cmyk_without_adobe.jpg"))
        .containsExactlyInAnyOrderElementsOf(SampleImages.good().toList());
    assertThat(SampleImages.all()).filteredOn(name -> name.startsWith("refused")).hasSize(7);
  }

  @Test
  void refusesNothingAndTextAndOtherFormats() {
    assertThat(refused(new byte[0]).code()).isEqualTo(ErrorCode.EMPTY_IMAGE);
    assertRefused("a letter, not a photo", ErrorCode.UNSUPPORTED_MEDIA, "text");
    assertRefused("GIF89a....", ErrorCode.UNSUPPORTED_MEDIA, "GIF");
    assertRefused("\0\0\0\u0018ftypheic....", ErrorCode.UNSUPPORTED_MEDIA, "HEIF");
    assertRefused("\1\2\3\4", ErrorCode.UNSUPPORTED_MEDIA, "no known image format");
  }

  @Test
  void refusesAHugeHeaderBeforeItTakesMemory() {
    byte[] jpeg = SampleImages.bytes("baseline_420.jpg");
    int frame = indexOf(jpeg, (byte) 0xC0);
    ByteBuffer.wrap(jpeg).putShort(frame + 4, (short) 65_500).putShort(frame + 6, (short) 65_500);
    byte[] png = SampleImages.bytes("rgb8.png");
    ByteBuffer header = ByteBuffer.wrap(png).putInt(16, 65_500).putInt(20, 65_500);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());

    for (byte[] file : new byte[][] {jpeg, png}) {
      Refused refused = refused(file);
      assertThat(refused.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
      assertThat(refused.sentence()).contains("65500 x 65500").contains("50000000");
    }
  }

  @Test
  void refusesAJpegWhoseDataEndsEarlyThoughItsEndMarkerIsThere() {
    byte[] whole = SampleImages.bytes("baseline_444.jpg");
    byte[] cut = Arrays.copyOf(whole, whole.length * 3 / 4);
    cut[cut.length - 2] = (byte) 0xFF;
    cut[cut.length - 1] = (byte) 0xD9;

    assertThat(refused(cut).code()).isEqualTo(ErrorCode.CORRUPT_IMAGE);
  }

  @Test
  void refusesAProgressiveJpegThatLacksItsLastScans() {
    byte[] whole = SampleImages.bytes("progressive.jpg");
    int lastScan = lastIndexOf(whole, (byte) 0xDA);
    byte[] cut = Arrays.copyOf(whole, lastScan + 1);
    cut[lastScan] = (byte) 0xD9;

    assertThat(refused(cut).code()).isEqualTo(ErrorCode.TRUNCATED_IMAGE);
  }

  @Test
  void refusesAPngWhosePixelsEndEarlyThoughItsEndChunkIsThere() {
    byte[] whole = SampleImages.bytes("rgb8.png");
    int secondData = lastIndexOf(whole, "IDAT") - 4;
    int comment = lastIndexOf(whole, "tEXt") - 4;
    byte[] cut = new byte[whole.length - (comment - secondData)];
    System.arraycopy(whole, 0, cut, 0, secondData);
    System.arraycopy(whole, comment, cut, secondData, whole.length - comment);

    assertThat(refused(cut).code()).isEqualTo(ErrorCode.TRUNCATED_IMAGE);
  }

  @Test
  void servesAPhotoOfFortyMegapixels() throws IOException {
    BufferedImage photo = new BufferedImage(7300, 5480, BufferedImage.TYPE_BYTE_GRAY);
    photo.getRaster().setSample(7299, 5479, 0, 200);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(photo, "jpeg", bytes);

    try (Decoded decoded = decoded(bytes.toByteArray())) {
      assertThat(decoded.image().width()).isEqualTo(7300);
      assertThat(decoded.image().height()).isEqualTo(5480);
      assertThat(decoded.image().rgb()[decoded.image().offset(7299, 5479)] & 0xFF)
          .isGreaterThan(20);
    }
  }

  @Test
  void readsWhatFollowsTheEndOfAJpegAsNothing() {
    byte[] whole = SampleImages.bytes("baseline_420.jpg");

    try (Decoded decoded = decoded(Arrays.copyOf(whole, whole.length + 1000))) {
      assertThat(largestDifference(decoded.image(), SampleImages.expected("baseline_420.jpg")))
          .isLessThanOrEqualTo(JPEG_TOLERANCE);
    }
  }

  private Decoded decoded(byte[] bytes) {
    DecodeOutcome outcome = decoder.decode(bytes);
    assertThat(outcome).isInstanceOf(Decoded.class);
    return (Decoded) outcome;
  }

  private Refused refused(byte[] bytes) {
    DecodeOutcome outcome = decoder.decode(bytes);
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  private void assertRefused(String latin1, ErrorCode code, String named) {
    Refused refused = refused(latin1.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.sentence()).contains(named);
  }

  private static ImageFormat format(String name) {
    String extension = name.substring(name.indexOf('.') + 1).toUpperCase(Locale.ROOT);
    return switch (extension) {
      case "JPG" -> ImageFormat.JPEG;
      case "DCM" -> ImageFormat.DICOM;
      default -> ImageFormat.valueOf(extension);
    };
  }

  private static int largestDifference(RgbImage image, RgbImage expected) {
    int largest = 0;
    for (int i = 0; i < expected.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((image.rgb()[i] & 0xFF) - (expected.rgb()[i] & 0xFF)));
    }
    return largest;
  }

  private static int indexOf(byte[] bytes, byte marker) {
    int i = 0;
    while (bytes[i] != (byte) 0xFF || bytes[i + 1] != marker) {
      i++;
    }
    return i + 1;
  }

  private static int lastIndexOf(byte[] bytes, byte marker) {
    int i = bytes.length - 1;
    while (bytes[i] != marker || bytes[i - 1] != (byte) 0xFF) {
      i--;
    }
    return i;
  }

  private static int lastIndexOf(byte[] bytes, String latin1) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(latin1);
  }
}
