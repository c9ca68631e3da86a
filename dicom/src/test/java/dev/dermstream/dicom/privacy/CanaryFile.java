package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.TestFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A photograph whose file names its patient wherever a file can. */
final class CanaryFile {
  /** Words that are nobody's but the patient's. */
  static final List<String> WORDS =
      List.of("CANARY", "GRETA", "Kanarienvögel", "카나리아", "カナリア", "19610203", "771122");

  static final String STUDY = "1.2.826.0.1.771122.1";
  static final String PATIENT_ID = "MRN771122";

  private static final String NAME = Planted.CANARY;

  /** Short texts of every group of which nothing or only a keyword may stay. */
  private static final int[][] TEXTS = {
    {0x0008_0008, 0x0008_0020, 0x0008_0023, 0x0008_0050, 0x0008_0060, 0x0008_0064, 0x0008_0070},
    {0x0008_0080, 0x0008_0081, 0x0008_0090, 0x0008_1010, 0x0008_1030, 0x0008_103E, 0x0008_1048},
    {0x0008_1050, 0x0008_1090, 0x0008_2111, 0x0008_2112, 0x0010_0010, 0x0010_0021, 0x0010_0030},
    {0x0010_0040, 0x0010_1000, 0x0010_1001, 0x0010_1040, 0x0010_2154, 0x0010_4000, 0x0012_0063},
    {0x0018_0015, 0x0018_1000, 0x0018_1030, 0x0020_0010, 0x0020_0020, 0x0020_0060, 0x0020_0062},
    {0x0020_4000, 0x0028_0301, 0x0028_1055, 0x0028_1056, 0x0028_2110, 0x0028_2114, 0x0028_4000},
    {0x0032_1032, 0x0032_1060, 0x0032_4000, 0x0038_0010, 0x0038_0300, 0x0040_0254, 0x0040_A123},
    {0x0040_A730, 0x0088_0140, 0x0400_0564, 0x2030_0020, 0x4008_0102}
  };

  private CanaryFile() {}

  /**
   * The file.
   *
   * @param sopClass of the object
   * @param charset how the texts that are not ASCII are written
   * @param jpeg YBR_FULL_422, 600 x 450
   */
  static byte[] of(String sopClass, Charset charset, String declared, byte[] jpeg) {
    TestFile file = TestFile.of("1.2.840.10008.1.2.4.50");
    file.text(0x0002_0016, "AE", "GRETA").element(0x0002_0102, "OB", Planted.NAME);
    file.text(0x0008_0005, "CS", declared)
        .text(0x0008_0016, "UI", sopClass)
        .text(0x0008_0018, "UI", STUDY + ".1.1")
        .text(0x0020_000D, "UI", STUDY)
        .text(0x0020_000E, "UI", STUDY + ".1")
        .text(0x0020_0052, "UI", STUDY + ".9")
        .text(0x0010_0020, "LO", PATIENT_ID);
    for (int[] tags : TEXTS) {
      for (int tag : tags) {
        file.text(tag, "LO", NAME + "\\19610203");
      }
    }
    foreign(file, charset);
    sequences(file);
    file.text(0x0009_0010, "LO", NAME)
        .element(0x0009_1001, "UN", "GRETA".getBytes(StandardCharsets.UTF_16LE))
        .text(0x0029_0010, "LO", NAME)
        .element(0x0029_1010, "UN", Planted.NAME);
    overlays(file);
    file.image("YBR_FULL_422", 600, 450, 8)
        .number(0x0028_0006, 0)
        .fragments(new int[] {0}, Planted.inJpeg(jpeg))
        .element(0xFFFA_FFFA, "UN", Planted.NAME)
        .element(0xFFFC_FFFC, "OB", Planted.NAME);
    byte[] bytes = file.toByteArray();
    System.arraycopy(Planted.NAME, 0, bytes, 7, Planted.NAME.length);
    return bytes;
  }

  private static void foreign(TestFile file, Charset charset) {
    int tag = 0x0010_2160;
    for (String word : WORDS) {
      file.element(tag++, "LO", even(word.getBytes(charset)))
          .element(tag++, "UT", even(word.getBytes(StandardCharsets.UTF_16BE)));
    }
  }

  private static void sequences(TestFile file) {
    file.sequence(0x0010_1002, other -> other.text(0x0010_0020, "LO", NAME))
        .sequence(
            0x0008_2218,
            region ->
                region
                    .text(0x0008_0100, "SH", "66643007")
                    .text(0x0008_0102, "SH", "SCT")
                    .text(0x0008_0104, "LO", "Back of " + NAME)
                    .text(0x0008_010B, "CS", "GRETA")
                    .sequence(
                        0x0008_2220,
                        modifier ->
                            modifier
                                .text(0x0008_0100, "SH", "GRETA")
                                .text(0x0008_0102, "SH", "99CANARY")
                                .text(0x0008_0104, "LO", NAME)))
        .sequence(
            0x0400_0561,
            old -> old.sequence(0x0400_0550, deep -> deep.text(0x0010_0010, "PN", NAME)))
        .sequence(0x0008_1140, seen -> seen.text(0x0008_1155, "UI", STUDY + ".7"))
        .sequence(0x0088_0200, icon -> icon.element(0x7FE0_0010, "OB", Planted.NAME));
  }

  private static void overlays(TestFile file) {
    file.number(0x5000_0005, 1)
        .text(0x5000_2500, "LO", NAME)
        .number(0x6000_0010, 4)
        .text(0x6000_0022, "LO", NAME)
        .text(0x6000_1500, "LO", NAME)
        .element(0x6000_3000, "OW", Planted.NAME)
        .text(0x6002_4000, "LT", NAME);
  }

  private static byte[] even(byte[] text) {
    return Arrays.copyOf(text, text.length + text.length % 2);
  }

  /** Every word as every one of these character sets writes it, where it can. */
  static List<byte[]> forms() {
    List<byte[]> forms = new ArrayList<>();
    for (String word : WORDS) {
      for (String charset :
          List.of(
              "UTF-8",
              "UTF-16LE",
              "UTF-16BE",
              "ISO-8859-1",
              "EUC-KR",
              "ISO-2022-KR",
              "ISO-2022-JP",
              "Shift_JIS",
              "GB18030")) {
        Charset known = Charset.forName(charset);
        if (known.newEncoder().canEncode(word)) {
          forms.add(word.getBytes(known));
        }
      }
    }
    return forms;
  }

  /** The forms that stand in the bytes, as text for a message. */
  static List<String> found(byte[] file) {
    String all = Planted.text(file);
    return forms().stream().map(Planted::text).filter(all::contains).distinct().toList();
  }
}
