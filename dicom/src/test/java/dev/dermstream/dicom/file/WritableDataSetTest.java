package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read again, here and by DCMTK and dicom3tools, which nobody here wrote. */
class WritableDataSetTest {
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(1 << 20);
  private static final int PATIENT_NAME = 0x0010_0010;
  private static final int PATIENT_ID = 0x0010_0020;
  private static final String NAME = "Kim^Mi-ra=金^美羅=김^미라";
  private static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"EXPLICIT_LITTLE_ENDIAN", "IMPLICIT_LITTLE_ENDIAN"})
  void isReadAsItWasWritten(TransferSyntax syntax) throws Exception {
    byte[] file = photograph().nativePixels(new byte[] {1, 2, 3, 4, 5, 6}, 8).file(syntax);

    try (DicomFile read = open(file, Set.of(PATIENT_NAME))) {
      DicomImage image = read.image();
      assertThat(read.syntax()).isEqualTo(syntax);
      assertThat(image.columns()).isEqualTo(2);
      assertThat(read.dermatology().site()).contains("skin of back");
      assertThat(read.dermatology().siteCode()).contains("SCT:123");
      assertThat(read.attributes().bytes(PATIENT_NAME))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(NAME + (NAME.getBytes(StandardCharsets.UTF_8).length % 2 == 0 ? "" : " "));
      assertThat(read.frame(image)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void encapsulatedFramesAreFoundByTheirOffsets() throws Exception {
    WritableDataSet frames =
        photograph()
            .text(Tag.NUMBER_OF_FRAMES, Vr.IS, "3")
            .unsignedShorts(Tag.REPRESENTATIVE_FRAME, 2)
            .encapsulatedPixels(List.of(new byte[] {9, 8, 7}, new byte[] {6, 5}, new byte[] {4}));

    try (DicomFile read = open(frames.file(TransferSyntax.JPEG_BASELINE), Set.of())) {
      assertThat(read.frame(read.image())).containsExactly(6, 5);
    }
  }

  @Test
  void theOrderOfPuttingLeavesNoTrace() {
    byte[] one =
        WritableDataSet.unicode()
            .text(PATIENT_ID, Vr.LO, "7")
            .text(PATIENT_NAME, Vr.PN, NAME)
            .value(0xFFFA_0001, Vr.OB, new byte[] {1})
            .bytes(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    byte[] other =
        WritableDataSet.unicode()
            .value(0xFFFA_0001, Vr.OB, new byte[] {1})
            .text(PATIENT_NAME, Vr.PN, "replaced")
            .text(PATIENT_NAME, Vr.PN, NAME)
            .text(PATIENT_ID, Vr.LO, "7")
            .bytes(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);

    assertThat(one).isEqualTo(other);
    assertThat(one.length % 2).isZero();
  }

  @Test
  void dcmtkReadsEveryElement() throws Exception {
    WritableDataSet written =
        photograph()
            .text(0x0008_0008, Vr.CS, "ORIGINAL", "PRIMARY")
            .unsignedInts(0x0018_6018, 4_294_967_295L)
            .floats(0x0070_0022, 1.5f, -2)
            .text(0x0040_A160, Vr.UT, "두 줄\nback\\slash")
            .sequence(0x0040_A372)
            .nativePixels(new byte[6], 8);
    for (TransferSyntax syntax :
        List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN, TransferSyntax.IMPLICIT_LITTLE_ENDIAN)) {
      Path file = Files.write(folder.resolve("written.dcm"), written.file(syntax));

      assertThat(DicomTools.dcmdump(file))
          .contains(
              "(0002,0012) UI [" + Implementation.CLASS_UID + "]",
              "(0002,0013) SH [DERMSTREAM]",
              "(0008,0008) CS [ORIGINAL\\PRIMARY]",
              "(0010,0010) PN [" + NAME + "]",
              "(0018,6018) UL 4294967295",
              "(0040,a372) SQ (Sequence with explicit length #=0)",
              "(0040,a160) UT [두 줄\nback\\slash]",
              "(0070,0022) FL 1.5\\-2",
              "    (0008,0104) LO [Skin of back]",
              "(7fe0,0010) O")
          .doesNotContain("W: ", "E: ");
    }
  }

  @Test
  void anObjectOfTheStandardIsWithoutFault() throws Exception {
    byte[] image =
        photograph().nativePixels(new byte[6], 8).file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    byte[] damaged =
        photograph()
            .text(Tag.MODALITY, Vr.CS, "ZZ")
            .nativePixels(new byte[6], 8)
            .file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);

    assertThat(DicomTools.dciodvfy(Files.write(folder.resolve("good.dcm"), image)))
        .contains("VLPhotographicImage")
        .doesNotContain("Error");
    assertThat(DicomTools.dciodvfy(Files.write(folder.resolve("bad.dcm"), damaged)))
        .contains("Error");
  }

  @Test
  void refusesWhatARepresentationDoesNotAllowAndQuotesNothing() {
    WritableDataSet ascii = WritableDataSet.ascii();
    assertThatThrownBy(() -> ascii.text(PATIENT_NAME, Vr.PN, "김^canary"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no value of PN for (0010,0010)");
    assertThatThrownBy(() -> ascii.text(PATIENT_ID, Vr.LO, "canary".repeat(11)))
        .hasMessage("no value of LO for (0010,0020)");
    assertThatThrownBy(() -> ascii.text(PATIENT_ID, Vr.LO, "can\\ary")).hasMessageContaining("LO");
    assertThatThrownBy(() -> ascii.text(PATIENT_ID, Vr.LO, "can\nary")).hasMessageContaining("LO");
    assertThatThrownBy(() -> ascii.uid(Tag.SOP_INSTANCE_UID, "canary")).hasMessageContaining("UI");
    assertThatThrownBy(() -> ascii.text(Tag.MODALITY, Vr.CS, "xc")).hasMessageContaining("CS");
    assertThatThrownBy(() -> ascii.unsignedShorts(Tag.ROWS, 65_536)).hasMessageContaining("US");
    assertThatThrownBy(() -> ascii.value(0x0011_0010, Vr.UL, new byte[65_536]))
        .hasMessageContaining("too long");
    assertThatThrownBy(() ->
            photograph().encapsulatedPixels(List.of()).file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> photograph().bytes(TransferSyntax.DEFLATED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsAPersonsAttributesOnlyWhereTheyAreAskedFor() throws Exception {
    byte[] file =
        photograph().nativePixels(new byte[6], 8).file(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);

    try (DicomFile usual = DicomFile.open(new ByteArrayInputStream(file), LIMITS)) {
      assertThat(usual.attributes().tags()).doesNotContain(PATIENT_NAME, PATIENT_ID);
      assertThat(usual.attributes().bytes(PATIENT_NAME)).isEmpty();
    }
    try (DicomFile more = open(file, Set.of(PATIENT_ID))) {
      assertThat(more.attributes().tags()).contains(PATIENT_ID).doesNotContain(PATIENT_NAME);
      assertThat(more.attributes().vr(PATIENT_ID)).isEmpty();
      assertThat(more.attributes().text(PATIENT_ID)).isEqualTo("7-A");
    }
  }

  @Test
  void copiesTextByteByByte() throws Exception {
    byte[] korean = {(byte) 0xB1, (byte) 0xE8};
    byte[] file =
        WritableDataSet.ascii()
            .text(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "", "ISO 2022 IR 149")
            .uid(Tag.SOP_CLASS_UID, PHOTOGRAPH)
            .uid(Tag.SOP_INSTANCE_UID, "2.25.1")
            .value(PATIENT_NAME, Vr.PN, korean)
            .file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);

    try (DicomFile read = open(file, Set.of(PATIENT_NAME))) {
      assertThat(read.attributes().vr(PATIENT_NAME)).contains(Vr.PN);
      byte[] copied =
          WritableDataSet.ascii()
              .copy(read.attributes(), PATIENT_NAME, Vr.PN)
              .copy(read.attributes(), PATIENT_ID, Vr.LO)
              .bytes(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
      assertThat(copied).containsExactly(0x10, 0, 0x10, 0, 'P', 'N', 2, 0, korean[0], korean[1]);
    }
  }

  private static DicomFile open(byte[] file, Set<Integer> alsoKept) throws Exception {
    return DicomFile.open(new ByteArrayInputStream(file), LIMITS, alsoKept);
  }

  /** A VL Photographic Image (PS3.3, A.32.4) of two pixels, without them. */
  private static WritableDataSet photograph() {
    return WritableDataSet.unicode()
        .text(0x0008_0008, Vr.CS, "ORIGINAL", "PRIMARY")
        .uid(Tag.SOP_CLASS_UID, PHOTOGRAPH)
        .uid(Tag.SOP_INSTANCE_UID, "2.25.1")
        .text(0x0008_0020, Vr.DA, "20260102")
        .text(0x0008_0023, Vr.DA, "20260102")
        .text(0x0008_0030, Vr.TM, "030405")
        .text(0x0008_0033, Vr.TM, "030405")
        .text(0x0008_0050, Vr.SH)
        .text(Tag.MODALITY, Vr.CS, "XC")
        .text(0x0008_0070, Vr.LO, "Dermstream")
        .text(0x0008_0090, Vr.PN)
        .item(
            Tag.ANATOMIC_REGION,
            code ->
                code.text(Tag.CODE_VALUE, Vr.SH, "123")
                    .text(Tag.CODING_SCHEME, Vr.SH, "SCT")
                    .text(Tag.CODE_MEANING, Vr.LO, "Skin of back"))
        .text(PATIENT_NAME, Vr.PN, NAME)
        .text(PATIENT_ID, Vr.LO, "7-A")
        .text(0x0010_0030, Vr.DA)
        .text(0x0010_0040, Vr.CS)
        .uid(Tag.STUDY_INSTANCE_UID, "2.25.2")
        .uid(Tag.SERIES_INSTANCE_UID, "2.25.3")
        .text(0x0020_0010, Vr.SH)
        .text(0x0020_0011, Vr.IS)
        .text(0x0020_0013, Vr.IS, "1")
        .text(Tag.LATERALITY, Vr.CS)
        .text(0x0020_0020, Vr.CS)
        .sequence(0x0040_0555)
        .unsignedShorts(Tag.SAMPLES_PER_PIXEL, 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, "RGB")
        .unsignedShorts(Tag.PLANAR_CONFIGURATION, 0)
        .unsignedShorts(Tag.ROWS, 1)
        .unsignedShorts(Tag.COLUMNS, 2)
        .unsignedShorts(Tag.BITS_ALLOCATED, 8)
        .unsignedShorts(Tag.BITS_STORED, 8)
        .unsignedShorts(Tag.HIGH_BIT, 7)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .text(0x0028_2110, Vr.CS, "00");
  }
}
