package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structure, hostile and otherwise; pixels are tested in {@code dicom.pixels}. */
class DicomFileTest {
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(1 << 20);
  private static final String RLE = "1.2.840.10008.1.2.5";

  @ParameterizedTest
  @ValueSource(strings = {TestFile.EXPLICIT, TestFile.IMPLICIT, TestFile.BIG_ENDIAN})
  void readsAPictureInEachByteOrder(String syntax) throws Exception {
    TestFile file = TestFile.of(syntax).image("RGB", 1, 2, 8).pixels(new byte[] {1, 2, 3, 4, 5, 6});

    try (DicomFile read = open(file)) {
      DicomImage image = read.image();
      assertThat(image.columns()).isEqualTo(1);
      assertThat(image.rows()).isEqualTo(2);
      assertThat(read.frame(image)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void givesWordsOfABigEndianFileInLittleEndian() throws Exception {
    TestFile file =
        TestFile.of(TestFile.BIG_ENDIAN)
            .image("MONOCHROME2", 2, 1, 16)
            .element(Tag.PIXEL_DATA, "OW", new byte[] {1, 2, 3, 4});

    assertThat(frame(file)).containsExactly(2, 1, 4, 3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1 2 3", "2, 4 5 6", "3, 7 8 9"})
  void takesTheRepresentativeFrameOutOfSwappedWords(int frame, String bytes) throws Exception {
    TestFile file =
        TestFile.of(TestFile.BIG_ENDIAN)
            .image("RGB", 1, 1, 8)
            .text(Tag.NUMBER_OF_FRAMES, "IS", "3")
            .number(Tag.REPRESENTATIVE_FRAME, frame)
            .element(Tag.PIXEL_DATA, "OW", new byte[] {2, 1, 4, 3, 6, 5, 8, 7, 0, 9});

    assertThat(Arrays.toString(frame(file)).replaceAll("[\\[\\],]", "")).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "3, 3"})
  void readsTheRepresentativeFrameElseTheFirst(int representative, byte expected) throws Exception {
    TestFile file =
        TestFile.of(TestFile.EXPLICIT)
            .image("MONOCHROME2", 2, 1, 8)
            .text(Tag.NUMBER_OF_FRAMES, "IS", "3");
    if (representative > 0) {
      file.number(Tag.REPRESENTATIVE_FRAME, representative);
    }
    file.pixels(new byte[] {1, 1, 2, 2, 3, 3});

    assertThat(frame(file)).containsExactly(expected, expected);
  }

  @Test
  void joinsTheFragmentsOfAFrameByTheOffsetTable() throws Exception {
    byte[] a = {1, 2};
    byte[] b = {3, 4};
    byte[] c = {5, 6};
    TestFile file = twoFrames().number(Tag.REPRESENTATIVE_FRAME, 2);

    assertThat(frame(file.fragments(new int[] {0, 10}, a, b, c))).containsExactly(3, 4, 5, 6);
    assertThat(frame(twoFrames().fragments(new int[] {0, 20}, a, b, c)))
        .containsExactly(1, 2, 3, 4);
    assertThat(frame(twoFrames().fragments(new int[0], a, b))).containsExactly(1, 2);
  }

  @Test
  void refusesOffsetTablesThatDoNotFitTheFragments() throws Exception {
    byte[] part = {1, 2};
    refuses(
        twoFrames().fragments(new int[] {0}, part, part),
        DicomFault.PIXELS_CORRUPT,
        "offset table");
    refuses(
        twoFrames().fragments(new int[] {0, 5}, part, part),
        DicomFault.PIXELS_CORRUPT,
        "into a fragment");
    refuses(
        twoFrames().fragments(new int[] {0, 0}, part, part),
        DicomFault.PIXELS_CORRUPT,
        "not in order");
    refuses(
        twoFrames().fragments(new int[] {0, 4000}, part, part),
        DicomFault.PIXELS_CORRUPT,
        "does not hold the frames");
    refuses(
        twoFrames().fragments(new int[0], part, part, part),
        DicomFault.PIXELS_CORRUPT,
        "does not hold the frames");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stopsAtSequencesThatNestTooDeep(boolean explicit) throws Exception {
    TestFile file = TestFile.of(explicit ? TestFile.EXPLICIT : TestFile.IMPLICIT);
    for (int depth = 0; depth < 20_000; depth++) {
      file.head(0x0008_2112, "SQ", TestFile.UNDEFINED).item(TestFile.UNDEFINED);
    }

    refuses(file, DicomFault.TOO_LARGE, "too deep");
  }

  @Test
  void stopsAtKeptSequencesOfKnownLengthThatNestTooDeep() throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT);
    int left = 20_000 * 20;
    for (int depth = 0; depth < 20_000; depth++) {
      file.head(Tag.ANATOMIC_REGION, "SQ", left - 12).item(left - 20);
      left -= 20;
    }

    refuses(file, DicomFault.TOO_LARGE, "too deep");
  }

  @Test
  void stopsAtTooManyElements() throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT);
    for (int i = 0; i < 100_001; i++) {
      file.element(0x0009_0010, "LO", new byte[0]);
    }

    refuses(file, DicomFault.TOO_LARGE, "too many elements");
  }

  @Test
  void stopsAtAttributesThatAreTooLarge() throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT);
    for (int i = 0; i < 9; i++) {
      file.element(Tag.RED_PALETTE_DATA + i, "OW", new byte[1 << 20]);
    }

    refuses(file, DicomFault.TOO_LARGE, "too large");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, Integer.MAX_VALUE, Integer.MIN_VALUE, -2})
  void tellsWhereALengthGoesBeyondTheEnd(int length) throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT).head(0x0009_0010, "OB", length);

    DicomException e = refuses(file, DicomFault.TRUNCATED, "(0009,0010) at offset 160");
    assertThat(e.tag()).isEqualTo(0x0009_0010);
    assertThat(e.offset()).isEqualTo(160);
  }

  @Test
  void refusesAValueRepresentationThatThereIsNot() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT).element(Tag.ROWS, "ZZ", new byte[2]),
        DicomFault.STRUCTURE_CORRUPT,
        "value representation");
    refuses(
        TestFile.of(TestFile.EXPLICIT)
            .image("MONOCHROME2", 1, 1, 8)
            .element(Tag.REPRESENTATIVE_FRAME, "FD", new byte[8])
            .pixels(new byte[2]),
        DicomFault.STRUCTURE_CORRUPT,
        "malformed");
  }

  @Test
  void refusesAnElementThatIsLongerThanItsItem() throws Exception {
    TestFile file =
        TestFile.of(TestFile.EXPLICIT)
            .head(Tag.ANATOMIC_REGION, "SQ", 20)
            .item(12)
            .element(Tag.CODE_MEANING, "LO", new byte[40]);

    refuses(file, DicomFault.STRUCTURE_CORRUPT, "longer than what holds it");
  }

  @Test
  void refusesAnAttributeThatIsThereTwice() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT).number(Tag.ROWS, 1).number(Tag.ROWS, 2),
        DicomFault.STRUCTURE_CORRUPT,
        "twice");
  }

  @Test
  void passesOverAnIconWithFragmentsOfItsOwn() throws Exception {
    TestFile file =
        TestFile.of(TestFile.EXPLICIT)
            .sequence(0x0088_0200, icon -> icon.fragments(new int[0], new byte[] {9, 9}))
            .image("MONOCHROME2", 2, 1, 8)
            .pixels(new byte[] {1, 2});

    assertThat(frame(file)).containsExactly(1, 2);
  }

  @Test
  void readsTheItemsOfAnUnknownSequenceAsImplicit() throws Exception {
    TestFile inner = TestFile.of(TestFile.IMPLICIT);
    int start = inner.toByteArray().length;
    inner.item(TestFile.UNDEFINED).text(0x0009_1001, "LO", "ab").endOfItem().endOfSequence();
    byte[] items = Arrays.copyOfRange(inner.toByteArray(), start, inner.toByteArray().length);
    TestFile file =
        TestFile.of(TestFile.BIG_ENDIAN)
            .head(0x0009_1000, "UN", TestFile.UNDEFINED)
            .bytes(items)
            .image("MONOCHROME2", 2, 1, 8)
            .pixels(new byte[] {1, 2});

    assertThat(frame(file)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "1.2/3", "1..2", ".1", "1.", "1.2.3\u0007"})
  void refusesAnIdentifierThatIsNone(String uid) throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT).text(Tag.SOP_INSTANCE_UID, "UI", uid);

    assertThat(refuses(file, DicomFault.STRUCTURE_CORRUPT, "(0008,0018) at offset 160").sentence())
        .doesNotContain(uid);
  }

  @Test
  void doesNotQuoteATransferSyntaxThatIsNone() throws Exception {
    assertThat(
            refuses(
                    TestFile.of("Doe^Jane 1970-01-01 "),
                    DicomFault.UNSUPPORTED_TRANSFER_SYNTAX,
                    "a private transfer syntax")
                .sentence())
        .doesNotContain("Doe");
    refuses(
        TestFile.of("1.2.840.10008.1.2.4.110"),
        DicomFault.UNSUPPORTED_TRANSFER_SYNTAX,
        "JPEG XL Lossless (1.2.840.10008.1.2.4.110)");
    refuses(TestFile.of(""), DicomFault.NO_TRANSFER_SYNTAX, "no transfer syntax");
  }

  @Test
  void refusesMetaInformationThatIsNotAsLongAsItSays() throws Exception {
    byte[] file = new byte[200];
    System.arraycopy("DICM\2\0\0\0UL\4\0".getBytes(StandardCharsets.ISO_8859_1), 0, file, 128, 12);
    file[140] = 40;

    refuses(file, DicomFault.STRUCTURE_CORRUPT, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "4294967297", "0", "-1", "1e3", "99999999999999"})
  void refusesImpossibleNumbersOfFrames(String frames) throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT)
            .image("MONOCHROME2", 2, 1, 8)
            .text(Tag.NUMBER_OF_FRAMES, "IS", frames)
            .pixels(new byte[2]),
        DicomFault.STRUCTURE_CORRUPT,
        "(0028,0008)");
  }

  @Test
  void refusesTwoThousandMillionFramesThatAreNotThere() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT)
            .image("MONOCHROME2", 2, 1, 8)
            .text(Tag.NUMBER_OF_FRAMES, "IS", "2147483647")
            .pixels(new byte[2]),
        DicomFault.TRUNCATED,
        "(7FE0,0010)");
    refuses(
        TestFile.of(RLE)
            .image("MONOCHROME2", 2, 1, 8)
            .text(Tag.NUMBER_OF_FRAMES, "IS", "2147483647")
            .fragments(new int[0], new byte[2]),
        DicomFault.PIXELS_CORRUPT,
        "(FFFE,E0DD)");
  }

  @Test
  void refusesTooManyPixelsBeforeItTakesMemory() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT).image("RGB", 65_535, 65_535, 16).pixels(new byte[2]),
        DicomFault.TOO_LARGE,
        "65535 x 65535");
  }

  @Test
  void refusesPixelDataOfAnotherLengthThanItsSize() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT).image("RGB", 2, 2, 8).pixels(new byte[10]),
        DicomFault.TRUNCATED,
        "shorter");
    refuses(
        TestFile.of(TestFile.EXPLICIT).image("RGB", 2, 2, 8).pixels(new byte[14]),
        DicomFault.PIXELS_CORRUPT,
        "longer");
  }

  @Test
  void readsADeflatedFileAndStopsAtABomb() throws Exception {
    TestFile whole = TestFile.of(TestFile.EXPLICIT).image("MONOCHROME2", 2, 1, 8);
    assertThat(frame(deflated(whole.pixels(new byte[] {1, 2})))).containsExactly(1, 2);

    TestFile bomb = TestFile.of(TestFile.EXPLICIT).element(0x0009_0010, "OB", new byte[16 << 20]);
    refuses(deflated(bomb), DicomFault.TOO_LARGE, "grows beyond");
  }

  @Test
  void readsHowAndWhereAPictureWasTaken() throws Exception {
    TestFile file =
        TestFile.of(TestFile.EXPLICIT)
            .text(Tag.SOP_CLASS_UID, "UI", "1.2.840.10008.5.1.4.1.1.77.1.7")
            .sequence(
                Tag.ANATOMIC_REGION,
                region ->
                    region
                        .text(Tag.CODE_VALUE, "SH", "77568009")
                        .text(Tag.CODING_SCHEME, "SH", "SCT")
                        .text(Tag.CODE_MEANING, "LO", "Back")
                        .sequence(
                            Tag.ANATOMIC_REGION_MODIFIER,
                            modifier -> modifier.text(Tag.CODE_MEANING, "LO", "Upper")))
            .text(Tag.IMAGE_LATERALITY, "CS", "L");

    try (DicomFile read = open(file)) {
      DermatologyAttributes dermatology = read.dermatology();
      assertThat(dermatology.modality()).contains(DermatologyAttributes.DERMOSCOPY);
      assertThat(dermatology.site()).contains("back");
      assertThat(dermatology.siteCode()).contains("SCT:77568009");
      assertThat(dermatology.siteModifier()).contains("upper");
      assertThat(dermatology.laterality()).contains(DermatologyAttributes.Laterality.LEFT);
      assertThat(dermatology.neighborFilter().getModalityList()).containsExactly("dermoscopy");
      assertThat(dermatology.neighborFilter().getSiteList()).containsExactly("back");
    }
  }

  @Test
  void readsTheBodyPartWhereNoRegionIsCoded() throws Exception {
    TestFile file =
        TestFile.of(TestFile.IMPLICIT)
            .text(Tag.MODALITY, "CS", "XC")
            .text(Tag.BODY_PART_EXAMINED, "CS", "FOREARM")
            .text(Tag.LATERALITY, "CS", "R");

    try (DicomFile read = open(file)) {
      assertThat(read.dermatology().modality()).contains(DermatologyAttributes.CLINICAL);
      assertThat(read.dermatology().site()).contains("forearm");
      assertThat(read.dermatology().laterality()).contains(DermatologyAttributes.Laterality.RIGHT);
    }
  }

  @Test
  void refusesGreyWhoseWindowsLieInFunctionalGroups() throws Exception {
    refuses(
        TestFile.of(TestFile.EXPLICIT)
            .image("MONOCHROME2", 2, 1, 16)
            .sequence(Tag.SHARED_FUNCTIONAL_GROUPS, group -> group.text(0x0028_9132, "LO", "x"))
            .pixels(new byte[4]),
        DicomFault.UNSUPPORTED_PIXELS,
        "functional groups");
  }

  @Test
  void keepsNoNameOfAPerson() throws Exception {
    TestFile file = TestFile.of(TestFile.EXPLICIT).text(0x0010_0010, "PN", "Doe^Jane");

    try (DicomFile read = open(file)) {
      assertThat(read.attributes().has(0x0010_0010)).isFalse();
    }
  }

  private static TestFile twoFrames() {
    return TestFile.of(RLE).image("MONOCHROME2", 2, 1, 8).text(Tag.NUMBER_OF_FRAMES, "IS", "2");
  }

  private static byte[] deflated(TestFile file) throws IOException {
    byte[] plain = file.toByteArray();
    TestFile head = TestFile.of("1.2.840.10008.1.2.1.99");
    int start = TestFile.of(TestFile.EXPLICIT).toByteArray().length;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toByteArray());
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(9, true))) {
      out.write(plain, start, plain.length - start);
    }
    return bytes.toByteArray();
  }

  private static DicomFile open(TestFile file) throws DicomException, IOException {
    return DicomFile.open(new ByteArrayInputStream(file.toByteArray()), LIMITS);
  }

  private static byte[] frame(TestFile file) throws DicomException, IOException {
    return frame(file.toByteArray());
  }

  private static byte[] frame(byte[] file) throws DicomException, IOException {
    try (DicomFile read = DicomFile.open(new ByteArrayInputStream(file), LIMITS)) {
      return read.frame(read.image());
    }
  }

  private static DicomException refuses(TestFile file, DicomFault fault, String named) {
    return refuses(file.toByteArray(), fault, named);
  }

  private static DicomException refuses(byte[] file, DicomFault fault, String named) {
    DicomException[] thrown = new DicomException[1];
    assertThatThrownBy(() -> frame(file))
        .isInstanceOfSatisfying(DicomException.class, e -> thrown[0] = e);
    assertThat(thrown[0].fault()).as(thrown[0].sentence()).isEqualTo(fault);
    assertThat(thrown[0].sentence()).contains(named);
    return thrown[0];
  }
}
