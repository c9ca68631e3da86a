package dev.dermstream.dicom.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.TestFile;
import dev.dermstream.dicom.file.TransferSyntax.PixelCoding;
import dev.dermstream.dicom.pixels.Pictures;
import dev.dermstream.dicom.pixels.Pictures.Frame;
import dev.dermstream.platform.image.RgbImage;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Markers come out of compressed frames, and the picture stays what it was. */
class CleanFrameTest {
  private static final long SEED = 20261122;
  private static final Pictures PICTURES = new Pictures();

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aCleanFrameIsTheSamePicture(String name) throws DicomException {
    Optional<Frame> frame = frame(name);
    if (frame.isEmpty()) {
      return;
    }
    Optional<RgbImage> whole = decoded(frame.get());
    Optional<RgbImage> clean =
        cleaned(frame.get()).flatMap(bytes -> decoded(frame.get().with(bytes)));

    assertThat(clean).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "own_vlp_skin_synthetic.dcm",
        "SC_jpeg_no_color_transform.dcm",
        "examples_ybr_color.dcm",
        "SC_rgb_jpeg_gdcm.dcm",
        "MR_small_jpeg_ls_lossless.dcm"
      })
  void nothingHidesBetweenTheMarkersOfAJpeg(String name) throws DicomException {
    Frame frame = frame(name).orElseThrow();

    assertGone(frame, Planted.inJpeg(frame.bytes()));
  }

  @ParameterizedTest
  @CsvSource({
    "US1_J2KI.dcm, true",
    "US1_J2KI.dcm, false",
    "HTJ2K_08_RGB.dcm, true",
    "HTJ2K_08_RGB.dcm, false"
  })
  void nothingHidesBetweenTheMarkersOfAJpeg2000(String name, boolean lengthTold)
      throws DicomException {
    Frame frame = frame(name).orElseThrow();

    assertGone(frame, Planted.inJpeg2000(frame.bytes(), lengthTold));
  }

  private static void assertGone(Frame frame, byte[] planted) throws DicomException {
    assertThat(Planted.text(planted)).contains(Planted.CANARY);
    byte[] clean = CleanFrame.of(frame.image(), planted);

    assertThat(Planted.text(clean)).doesNotContain("CANARY");
    assertThat(clean.length % 2).isZero();
    assertThat(CleanFrame.of(frame.image(), clean)).isEqualTo(clean);
    assertThat(decoded(frame.with(clean))).isEqualTo(decoded(frame));
    if (PixelCoding.JPEG_2000 != frame.image().syntax().coding()) {
      assertThat(clean).isEqualTo(CleanFrame.of(frame.image(), frame.bytes()));
    }
  }

  @Test
  void theLengthsOfTilePartsAreListedAnewWhereTheyWereListed() throws DicomException {
    Frame frame = frame("US1_J2KI.dcm").orElseThrow();
    byte[] clean = CleanFrame.of(frame.image(), Planted.inJpeg2000(frame.bytes(), true));
    byte[] unlisted = CleanFrame.of(frame.image(), frame.bytes());

    int first = Planted.firstTilePart(unlisted);
    byte[] list = Arrays.copyOfRange(clean, first, first + 6);
    assertThat(list).startsWith(0xFF, 0x55).endsWith(0, 0x60);
    assertThat(Arrays.copyOfRange(clean, first + 8, first + 12))
        .as("the first tile-part's length")
        .isEqualTo(Arrays.copyOfRange(unlisted, first + 6, first + 10));
  }

  @Test
  void aThumbnailGoesAndTheWordOfItsColoursStays() throws DicomException {
    Frame frame = frame("SC_jpeg_no_color_transform.dcm").orElseThrow();
    byte[] jfif =
        Planted.segment(0xFFE0, Planted.bytes("JFIF\0\1\1\0\0\1\0\1\2\2", Planted.CANARY));
    byte[] adobe = Planted.segment(0xFFEE, Planted.bytes("Adobe\0d\0\0\0\0\0", Planted.CANARY));
    byte[] rest = Arrays.copyOfRange(frame.bytes(), 2, frame.bytes().length);

    byte[] clean =
        CleanFrame.of(frame.image(), Planted.concat(new byte[] {-1, -40}, jfif, adobe, rest));

    assertThat(Planted.text(clean))
        .startsWith("ÿØÿà\0\u0010JFIF\0\1\1\0\0\1\0\1\0\0ÿî\0\u000EAdobe\0d\0\0\0\0\0ÿ")
        .doesNotContain("CANARY");
  }

  @Test
  void aSegmentIsNoLongerThanWhatItHolds() throws DicomException {
    Frame frame = frame("own_vlp_skin_synthetic.dcm").orElseThrow();
    for (int marker : new int[] {0xDB, 0xC4, 0xC0, 0xDA}) {
      byte[] longer = withTail(frame.bytes(), marker, Planted.NAME);

      assertThatThrownBy(() -> CleanFrame.of(frame.image(), longer))
          .as("marker %02X", marker)
          .isInstanceOf(DicomException.class);
    }
  }

  /** The stream with text behind the contents of the first segment of a kind. */
  private static byte[] withTail(byte[] stream, int marker, byte[] tail) {
    int at = 2;
    while ((stream[at + 1] & 0xFF) != marker) {
      at += 2 + length(stream, at);
    }
    int end = at + 2 + length(stream, at);
    byte[] changed =
        Planted.concat(
            Arrays.copyOf(stream, end), tail, Arrays.copyOfRange(stream, end, stream.length));
    changed[at + 3] += (byte) tail.length;
    return changed;
  }

  private static int length(byte[] stream, int at) {
    return (stream[at + 2] & 0xFF) << 8 | (stream[at + 3] & 0xFF);
  }

  @Test
  void runLengthsLeaveNoRoomBetweenSegments() throws DicomException {
    Frame frame = frame("SC_rgb_rle_2frame.dcm").orElseThrow();
    byte[] planted = frame.bytes().clone();
    // Offsets of segments 4 to 15 are not used.
    System.arraycopy(Planted.NAME, 0, planted, 20, Planted.NAME.length);
    planted = Planted.concat(Arrays.copyOf(planted, 64), Planted.NAME, tail(planted, 64));
    for (int segment = 0; segment < 3; segment++) {
      planted[4 + 4 * segment] += (byte) Planted.NAME.length;
    }
    planted = Planted.concat(planted, Planted.NAME);

    assertGone(frame, planted);
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @Test
  void noOverlayHidesInBitsThatAreNotStored() throws DicomException {
    byte[] samples = new byte[2 * 4 * 4];
    new Random(SEED).nextBytes(samples);
    Frame frame = Frame.of(grey(12, samples));

    byte[] clean = CleanFrame.of(frame.image(), frame.bytes());

    for (int i = 0; i < samples.length; i++) {
      assertThat(clean[i]).isEqualTo((byte) (samples[i] & (i % 2 == 0 ? 0xFF : 0x0F)));
    }
    assertThat(decoded(frame.with(clean))).isEqualTo(decoded(frame)).isPresent();
  }

  private static byte[] grey(int bits, byte[] samples) {
    return TestFile.of(TestFile.EXPLICIT)
        .image("MONOCHROME2", 4, 4, bits)
        .element(0x7FE0_0010, "OW", samples)
        .toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SC_rgb_jpeg_gdcm.dcm",
        "MR_small_jpeg_ls_lossless.dcm",
        "US1_J2KI.dcm",
        "HTJ2K_08_RGB.dcm"
      })
  void aStreamWithMoreBitsThanAreStoredIsRefused(String name) throws DicomException {
    byte[] file = Pictures.sample(name);
    for (int i = 132; i + 10 < file.length; i++) {
      boolean bits = file[i] == 0x28 && file[i + 1] == 0 && file[i + 3] == 1;
      if (bits && (file[i + 2] == 1 || file[i + 2] == 2) && file[i + 4] == 'U') {
        file[i + 8]--;
      }
    }
    Frame frame = Frame.of(file);

    assertThatThrownBy(() -> CleanFrame.of(frame.image(), frame.bytes()))
        .isInstanceOfSatisfying(
            DicomException.class,
            e -> assertThat(e.fault()).isEqualTo(DicomFault.UNSUPPORTED_PIXELS));
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aDamagedStreamIsAnErrorOrClean(String name) {
    Optional<Frame> whole = frame(name);
    if (whole.isEmpty()) {
      return;
    }
    Frame frame = whole.get();
    byte[] planted = planted(frame);
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < 150; i++) {
      byte[] damaged = Planted.damaged(planted, random);
      try {
        byte[] clean = CleanFrame.of(frame.image(), damaged);
        assertThat(CleanFrame.of(frame.image(), clean)).isEqualTo(clean);
        assertThat(clean.length).isLessThanOrEqualTo(planted.length + 1);
      } catch (DicomException e) {
        assertThat(e.sentence()).hasSizeLessThan(250).doesNotContain("CANARY");
      } catch (RuntimeException e) {
        throw new AssertionError(name + ", seed " + SEED + ", damage " + i, e);
      }
    }
  }

  private static byte[] planted(Frame frame) {
    return switch (frame.image().syntax().coding()) {
      case NATIVE, RLE -> frame.bytes();
      case LOSSY_JPEG, LOSSLESS_JPEG, JPEG_LS -> Planted.inJpeg(frame.bytes());
      // The damaged sample has no whole tile-part to plant in.
      case JPEG_2000 ->
          cleaned(frame).isPresent() ? Planted.inJpeg2000(frame.bytes(), true) : frame.bytes();
    };
  }

  private static Optional<Frame> frame(String name) {
    try {
      return Optional.of(Frame.of(Pictures.sample(name)));
    } catch (DicomException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> cleaned(Frame frame) {
    try {
      return Optional.of(CleanFrame.of(frame.image(), frame.bytes()));
    } catch (DicomException e) {
      return Optional.empty();
    }
  }

  private static Optional<RgbImage> decoded(Frame frame) {
    try {
      return Optional.of(PICTURES.decode(frame));
    } catch (DicomException e) {
      return Optional.empty();
    }
  }
}
