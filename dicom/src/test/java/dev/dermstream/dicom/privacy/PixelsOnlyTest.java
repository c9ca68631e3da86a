package dev.dermstream.dicom.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.TestFile;
import dev.dermstream.dicom.pixels.Pictures;
import dev.dermstream.dicom.pixels.Pictures.Frame;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model sees the very same picture, and nothing of the rest of the file. */
class PixelsOnlyTest {
  private static final long SEED = 20261122;
  private static final String INSTANCE = "2.25.1234567890";
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(Pictures.MAX_PIXELS);
  private static final Pictures PICTURES = new Pictures();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void isTheSamePictureToTheLastBit(String name) throws DicomException {
    byte[] file = Pictures.sample(name);
    Optional<RgbImage> whole = picture(file);
    Optional<PixelsOnly> only = only(file);

    assertThat(only.flatMap(made -> picture(made.file()))).isEqualTo(whole);
    if (only.isPresent()) {
      PixelsOnly made = only.get();
      assertThat(made.pixelSha256()).isEqualTo(Sha256.hex(Frame.of(made.file()).bytes()));
      assertThat(PixelsOnly.of(made.file(), LIMITS, INSTANCE).file()).isEqualTo(made.file());
      assertThat(made.burnedIn()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SC_rgb.dcm, --write-xfer-big",
    "SC_rgb.dcm, --write-xfer-implicit",
    "derived_MR_small_mono1.dcm, --write-xfer-big",
    "derived_MR_small_mono1.dcm, --write-xfer-deflated",
    "examples_palette.dcm, --write-xfer-big",
    "SC_ybr_full_422_uncompressed.dcm, --write-xfer-big",
  })
  void nativeSamplesOfEveryOrderBecomeTheSameFile(String name, String syntax) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dcmconv")), "left out: no dcmconv (Debian: dcmtk)");
    Path little = Files.write(folder.resolve("little.dcm"), Pictures.sample(name));
    Path other = folder.resolve("other.dcm");
    int status =
        new ProcessBuilder("/usr/bin/dcmconv", syntax, little.toString(), other.toString())
            .start()
            .waitFor();
    assertThat(status).isZero();

    assertThat(PixelsOnly.of(Files.readAllBytes(other), LIMITS, INSTANCE).file())
        .isEqualTo(PixelsOnly.of(Files.readAllBytes(little), LIMITS, INSTANCE).file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"YES", "NO"})
  void tellsWhetherThePixelsNameThePatient(String burnedIn) throws DicomException {
    byte[] file =
        TestFile.of(TestFile.EXPLICIT)
            .image("RGB", 2, 1, 8)
            .text(PixelsOnly.BURNED_IN_ANNOTATION, "CS", burnedIn)
            .pixels((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6)
            .toByteArray();

    assertThat(PixelsOnly.of(file, LIMITS, INSTANCE).burnedIn()).isEqualTo(burnedIn.equals("YES"));
  }

  @Test
  void keepsTablesAndWindowsWithoutTheirExplanations() throws Exception {
    byte[] samples = new byte[2 * 8 * 8];
    new Random(SEED).nextBytes(samples);
    for (byte[] file : new byte[][] {grey(samples, true), grey(samples, false)}) {
      PixelsOnly only = PixelsOnly.of(file, LIMITS, INSTANCE);

      assertThat(picture(only.file())).isEqualTo(picture(file)).isPresent();
      assertThat(Planted.text(file)).contains(Planted.CANARY);
      assertThat(Planted.text(only.file())).doesNotContain("CANARY");
    }
  }

  /** Twelve bits with a modality line and a window, or with tables for both. */
  private static byte[] grey(byte[] samples, boolean tables) {
    TestFile file =
        TestFile.of(TestFile.EXPLICIT)
            .text(0x0010_0010, "PN", Planted.CANARY)
            .image("MONOCHROME1", 8, 8, 12);
    if (tables) {
      file.sequence(0x0028_3000, item -> table(item, 0x0028_3004, 12))
          .sequence(0x0028_3010, item -> table(item, 0x0028_3003, 8));
    } else {
      file.text(0x0028_1050, "DS", "40.25\\" + Planted.CANARY)
          .text(0x0028_1051, "DS", "3e2")
          .text(0x0028_1052, "DS", "-1024")
          .text(0x0028_1053, "DS", ".333333333333")
          .text(0x0028_1055, "LO", Planted.CANARY)
          .text(0x0028_1056, "CS", "SIGMOID");
    }
    return file.element(0x7FE0_0010, "OW", samples).toByteArray();
  }

  private static void table(TestFile item, int explanation, int bits) {
    byte[] entries = new byte[bits > 8 ? 2 * 256 : 256];
    new Random(SEED).nextBytes(entries);
    for (int i = 1; bits > 8 && i < entries.length; i += 2) {
      entries[i] &= 0x0F;
    }
    item.number(0x0028_3002, 256, 17, bits)
        .text(explanation, "LO", Planted.CANARY)
        .element(0x0028_3006, "OW", entries);
  }

  @Test
  void saysNothingButThePixels() throws Exception {
    PixelsOnly only =
        PixelsOnly.of(Pictures.sample("own_vlp_skin_synthetic.dcm"), LIMITS, INSTANCE);

    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(only.file()), LIMITS)) {
      assertThat(file.attributes().tags())
          .containsExactly(
              0x0008_0016,
              0x0008_0018,
              0x0028_0002,
              0x0028_0004,
              0x0028_0006,
              0x0028_0010,
              0x0028_0011,
              0x0028_0100,
              0x0028_0101,
              0x0028_0102,
              0x0028_0103);
      assertThat(file.attributes().text(0x0008_0018)).isEqualTo(INSTANCE);
    }
    assertThat(Arrays.copyOf(only.file(), 128)).isEqualTo(new byte[128]);
    assertThat(elementsBeforePixels(only.file())).isEqualTo(11);
  }

  /** Walks explicit little endian by hand: the reader passes over what it does not keep. */
  private static int elementsBeforePixels(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 132 + 12 + in.getInt(140);
    int count = 0;
    while (in.getShort(at) != (short) 0x7FE0) {
      assertThat(file[at + 4]).as("no long value").isNotEqualTo((byte) 'O');
      at += 8 + (in.getShort(at + 6) & 0xFFFF);
      count++;
    }
    return count;
  }

  @Test
  void anIdentifierThatIsNoneIsTheCallersFault() {
    byte[] file = Pictures.sample("SC_rgb.dcm");

    assertThatThrownBy(() -> PixelsOnly.of(file, LIMITS, "GRETA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("GRETA");
  }

  @Test
  void aPictureThatIsTooLargeIsRefused() {
    byte[] file = Pictures.sample("SC_rgb.dcm");

    assertThatThrownBy(() -> PixelsOnly.of(file, DicomLimits.ofPixels(100), INSTANCE))
        .isInstanceOfSatisfying(
            DicomException.class, e -> assertThat(e.fault()).isEqualTo(DicomFault.TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aDamagedFileIsAnErrorOrSaysNothingButPixels(String name) {
    byte[] file = Pictures.sample(name);
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < 60; i++) {
      byte[] damaged = Planted.damaged(file, random);
      try {
        byte[] made = PixelsOnly.of(damaged, LIMITS, INSTANCE).file();
        assertThat(PixelsOnly.of(made, LIMITS, INSTANCE).file()).isEqualTo(made);
      } catch (DicomException e) {
        assertThat(e.sentence()).hasSizeLessThan(300);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(name + ", seed " + SEED + ", damage " + i, e);
      }
    }
  }

  private static Optional<PixelsOnly> only(byte[] file) {
    try {
      return Optional.of(PixelsOnly.of(file, LIMITS, INSTANCE));
    } catch (DicomException e) {
      return Optional.empty();
    }
  }

  private static Optional<RgbImage> picture(byte[] file) {
    try {
      return Optional.of(PICTURES.read(file));
    } catch (DicomException e) {
      return Optional.empty();
    }
  }
}
