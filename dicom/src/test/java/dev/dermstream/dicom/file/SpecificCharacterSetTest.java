package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of names in PS3.5, annexes H, I, J and K. */
class SpecificCharacterSetTest {
  private static final int PATIENT_NAME = 0x0010_0010;

  @Test
  void readsKoreanNames() throws Exception {
    assertThat(
            decoded(
                "\\ISO 2022 IR 149",
                "486F6E675E47696C646F6E673D1B242943FBF35E1B242943D1CED4D73D1B242943C8AB5E1B242943B1E6"
                    + "B5BF"))
        .contains("Hong^Gildong=洪^吉洞=홍^길동");
  }

  @Test
  void readsJapaneseNames() throws Exception {
    assertThat(
            decoded(
                "\\ISO 2022 IR 87",
                "59616D6164615E5461726F753D1B24423B3345441B28425E1B244242404F3A1B28423D1B2442246424"
                    + "5E24401B28425E1B2442243F246D24261B2842"))
        .contains("Yamada^Tarou=山田^太郎=やまだ^たろう");
    assertThat(
            decoded(
                "ISO 2022 IR 13\\ISO 2022 IR 87",
                "D4CFC0DE5EC0DBB33D1B24423B3345441B284A5E1B244242404F3A1B284A"))
        .contains("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
  }

  @ParameterizedTest
  @CsvSource({
    "ISO_IR 192, UTF-8, 김^미라",
    "ISO_IR 100, ISO-8859-1, Müller^Jörg",
    "ISO_IR 101, ISO-8859-2, Wałęsa",
    "ISO_IR 144, ISO-8859-5, Люкceмбypг",
    "ISO_IR 166, TIS-620, สมชาย",
    "GB18030, GB18030, 王^小东",
    "ISO_IR 6, US-ASCII, Smith^Ann"
  })
  void readsSetsWithoutEscapes(String set, String java, String name) throws Exception {
    byte[] bytes = name.getBytes(Charset.forName(java));

    assertThat(decoded(set, HexFormat.of().formatHex(bytes))).contains(name);
  }

  @Test
  void givesNothingRatherThanAWrongName() throws Exception {
    assertThat(decoded("ISO_IR 192", "B1E8")).isEmpty();
    assertThat(decoded("", "B1E8")).isEmpty();
    assertThat(decoded("ISO_IR 999", "C3A4")).isEmpty();
    assertThat(decoded("ISO_IR 999", "41")).contains("A");
    assertThat(decoded("\\ISO 2022 IR 149", "411B2459B1")).isEmpty();
    assertThat(decoded("\\ISO 2022 IR 149", "411B")).isEmpty();
    assertThat(decoded("\\ISO 2022 IR 87", "1B24423B")).isEmpty();
  }

  private static Optional<String> decoded(String set, String hex) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] file =
        WritableDataSet.ascii()
            .uid(Tag.SOP_CLASS_UID, "2.25.1")
            .uid(Tag.SOP_INSTANCE_UID, "2.25.2")
            .value(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, set.getBytes(StandardCharsets.US_ASCII))
            .value(PATIENT_NAME, Vr.PN, bytes)
            .file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    try (DicomFile read =
        DicomFile.open(
            new ByteArrayInputStream(file), DicomLimits.ofPixels(1), Set.of(PATIENT_NAME))) {
      return SpecificCharacterSet.of(read.attributes())
          .decode(read.attributes().bytes(PATIENT_NAME))
          .map(String::strip);
    }
  }
}
