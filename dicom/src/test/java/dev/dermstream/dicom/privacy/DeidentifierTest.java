package dev.dermstream.dicom.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DermatologyAttributes;
import dev.dermstream.dicom.file.DermatologyAttributes.Laterality;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.DicomTools;
import dev.dermstream.dicom.file.TestFile;
import dev.dermstream.dicom.pixels.Pictures;
import dev.dermstream.dicom.pixels.Pictures.Frame;
import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept for training is the picture, where on the body it is, and nobody's. */
class DeidentifierTest {
  private static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";

  /** It takes HTJ2K for a syntax without fragments, and uncompressed 4:2:2 for too short. */
  private static final Set<String> UNKNOWN_TO_DCIODVFY =
      Set.of("HTJ2K_08_RGB.dcm", "SC_ybr_full_422_uncompressed.dcm");

  private static final DicomLimits LIMITS = DicomLimits.ofPixels(Pictures.MAX_PIXELS);
  private static final Pictures PICTURES = new Pictures();
  private static final Deidentifier SITE = site(1);

  @TempDir private Path folder;

  private static Deidentifier site(int key) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) key);
    return new Deidentifier(new Pseudonyms(secret));
  }

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @CsvSource({
    PHOTOGRAPH + ", UTF-8, ISO_IR 192",
    "1.2.840.10008.5.1.4.1.1.77.1.7, UTF-8, ISO_IR 192",
    PHOTOGRAPH + ", EUC-KR, \\ISO 2022 IR 149",
    PHOTOGRAPH + ", ISO-2022-JP, \\ISO 2022 IR 87",
    "1.2.840.10008.5.1.4.1.1.7, ISO-8859-1, ISO_IR 100",
  })
  void noNameStaysWhereverItWas(String sopClass, String charset, String declared) throws Exception {
    byte[] file = canaries(sopClass, charset, declared);
    assertThat(CanaryFile.found(file)).as("planted").hasSizeGreaterThan(8);

    TrainingCopy copy = SITE.copy(file, LIMITS);
    PixelsOnly only = PixelsOnly.of(file, LIMITS, copy.instance());

    assertThat(CanaryFile.found(copy.file())).isEmpty();
    assertThat(CanaryFile.found(only.file())).isEmpty();
    RgbImage picture = PICTURES.read(Pictures.sample("own_vlp_skin_synthetic.dcm"));
    assertThat(PICTURES.read(copy.file())).isEqualTo(picture);
    assertThat(PICTURES.read(only.file())).isEqualTo(picture);
    assertThat(errors(copy)).isEmpty();
  }

  private static byte[] canaries(String sopClass, String charset, String declared)
      throws DicomException {
    byte[] jpeg = Frame.of(Pictures.sample("own_vlp_skin_synthetic.dcm")).bytes();
    return CanaryFile.of(sopClass, Charset.forName(charset), declared, jpeg);
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void isAValidObjectWithTheSamePicture(String name) throws Exception {
    byte[] file = Pictures.sample(name);
    Optional<RgbImage> picture = picture(file);
    Optional<TrainingCopy> copy = copy(file);

    assertThat(copy.flatMap(made -> picture(made.file()))).isEqualTo(picture);
    if (copy.isPresent() && !UNKNOWN_TO_DCIODVFY.contains(name)) {
      assertThat(errors(copy.get())).isEmpty();
    }
  }

  /** What dicom3tools find wrong. */
  private String errors(TrainingCopy copy) throws Exception {
    Path file = Files.write(folder.resolve("copy.dcm"), copy.file());
    StringBuilder errors = new StringBuilder();
    DicomTools.dciodvfy(file)
        .lines()
        .filter(line -> line.startsWith("Error") || line.contains("Abort"))
        .forEach(line -> errors.append(line).append('\n'));
    return errors.toString();
  }

  @Test
  void saysWhereOnTheBodyInTheStandardsWords() throws Exception {
    byte[] file = canaries(PHOTOGRAPH, "UTF-8", "ISO_IR 192");

    DermatologyAttributes kept = attributes(SITE.copy(file, LIMITS).file());

    assertThat(kept.modality()).contains("clinical");
    assertThat(kept.site()).contains("skin of back");
    assertThat(kept.siteCode()).contains("SCT:66643007");
    assertThat(kept.siteModifier()).isEmpty();
    assertThat(kept.laterality()).isEmpty();
  }

  @Test
  void keepsSideBodyPartAndKnownModifiers() throws Exception {
    byte[] file =
        small()
            .text(0x0008_0060, "CS", "DMS")
            .sequence(
                0x0008_2218,
                region ->
                    region
                        .text(0x0008_0100, "SH", "T-D8700")
                        .text(0x0008_0102, "SH", "SNM3")
                        .text(0x0008_0104, "LO", "Main")
                        .sequence(
                            0x0008_2220,
                            side ->
                                side.text(0x0008_0100, "SH", "G-A104")
                                    .text(0x0008_0102, "SH", "SRT")
                                    .text(0x0008_0104, "LO", "GRETA")))
            .text(0x0018_0015, "CS", "HAND")
            .text(0x0020_0062, "CS", "L")
            .pixels(new byte[6])
            .toByteArray();

    byte[] copy = SITE.copy(file, LIMITS).file();

    DermatologyAttributes kept = attributes(copy);
    assertThat(kept.modality()).contains("dermoscopy");
    assertThat(kept.site()).contains("hand");
    assertThat(kept.siteCode()).contains("SRT:T-D8700");
    assertThat(kept.siteModifier()).contains("lateral");
    assertThat(kept.laterality()).contains(Laterality.LEFT);
    assertThat(dataSet(copy).text(0x0018_0015)).isEqualTo("HAND");
  }

  @Test
  void aStudyStaysTogetherAndOnlyTheKeyKnowsWhich() throws Exception {
    byte[] one = small().text(0x0008_0018, "UI", "1.2.1").pixels(new byte[6]).toByteArray();
    byte[] other = small().text(0x0008_0018, "UI", "1.2.2").pixels(new byte[6]).toByteArray();

    DataSet first = dataSet(SITE.copy(one, LIMITS).file());
    DataSet second = dataSet(SITE.copy(other, LIMITS).file());
    DataSet elsewhere = dataSet(site(2).copy(one, LIMITS).file());

    for (int tag : new int[] {0x0020_000D, 0x0020_000E, 0x0010_0020}) {
      assertThat(first.text(tag)).isNotBlank().isEqualTo(second.text(tag));
      assertThat(first.text(tag)).isNotEqualTo(elsewhere.text(tag));
    }
    assertThat(first.text(0x0008_0018)).isNotEqualTo(second.text(0x0008_0018));
    assertThat(first.text(0x0020_000D)).startsWith("2.25.").isNotEqualTo(first.text(0x0020_000E));
  }

  private static TestFile small() {
    return TestFile.of(TestFile.EXPLICIT)
        .text(0x0010_0020, "LO", CanaryFile.PATIENT_ID)
        .text(0x0020_000D, "UI", CanaryFile.STUDY)
        .text(0x0020_000E, "UI", CanaryFile.STUDY + ".1")
        .image("RGB", 2, 1, 8);
  }

  @Test
  void objectsWithoutIdentifiersBelongToNothingButThemselves() throws Exception {
    Set<String> studies = new HashSet<>();
    for (byte value = 0; value < 3; value++) {
      byte[] pixels = new byte[6];
      pixels[0] = value;
      byte[] file =
          TestFile.of(TestFile.EXPLICIT).image("RGB", 2, 1, 8).pixels(pixels).toByteArray();
      DataSet kept = dataSet(SITE.copy(file, LIMITS).file());
      assertThat(kept.has(0x0010_0020)).isFalse();
      studies.add(kept.text(0x0020_000D));
      studies.add(kept.text(0x0008_0018));
    }
    assertThat(studies).hasSize(6);
  }

  @Test
  void saysWhatWasDone() throws Exception {
    DataSet kept = dataSet(SITE.copy(small().pixels(new byte[6]).toByteArray(), LIMITS).file());

    assertThat(kept.text(0x0012_0062)).isEqualTo("YES");
    assertThat(kept.items(0x0012_0064))
        .singleElement()
        .satisfies(code -> {
          assertThat(code.text(0x0008_0100)).isEqualTo("113100");
          assertThat(code.text(0x0008_0102)).isEqualTo("DCM");
          assertThat(code.text(0x0008_0104)).isEqualTo("Basic Application Confidentiality Profile");
        });
    assertThat(kept.text(0x0028_0303)).isEqualTo("REMOVED");
  }

  @Test
  void tellsOfWhatIsBurnedIn() throws Exception {
    byte[] file = small().text(0x0028_0301, "CS", "YES").pixels(new byte[6]).toByteArray();

    assertThat(SITE.copy(file, LIMITS).burnedIn()).isTrue();
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new Pseudonyms(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<TrainingCopy> copy(byte[] file) {
    try {
      return Optional.of(SITE.copy(file, LIMITS));
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

  private static DermatologyAttributes attributes(byte[] file) throws DicomException, IOException {
    try (DicomFile opened = DicomFile.open(new ByteArrayInputStream(file), LIMITS)) {
      return opened.dermatology();
    }
  }

  private static DataSet dataSet(byte[] file) throws DicomException, IOException {
    try (DicomFile opened =
        DicomFile.open(
            new ByteArrayInputStream(file),
            LIMITS,
            Set.of(0x0010_0020, 0x0012_0062, 0x0012_0064))) {
      return opened.attributes();
    }
  }
}
