package dev.dermstream.dicom.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * How the texts of a data set are encoded: Specific Character Set (PS3.3, C.12.1.1.2), with and
 * without code extensions. Immutable.
 */
public final class SpecificCharacterSet {
  private static final int ESCAPE = 0x1B;
  private static final int HIGH_BIT = 0x80;

  /** Number of the ISO register to Java's name, for sets of single bytes and for Unicode. */
  private static final Map<String, String> SETS =
      Map.ofEntries(
          Map.entry("6", "US-ASCII"),
          Map.entry("100", "ISO-8859-1"),
          Map.entry("101", "ISO-8859-2"),
          Map.entry("109", "ISO-8859-3"),
          Map.entry("110", "ISO-8859-4"),
          Map.entry("144", "ISO-8859-5"),
          Map.entry("127", "ISO-8859-6"),
          Map.entry("126", "ISO-8859-7"),
          Map.entry("138", "ISO-8859-8"),
          Map.entry("148", "ISO-8859-9"),
          Map.entry("203", "ISO-8859-15"),
          Map.entry("13", "JIS_X0201"),
          Map.entry("166", "TIS-620"),
          Map.entry("192", "UTF-8"));

  /** What an escape sequence calls, by its letters behind ESC. */
  private static final Map<String, String> ESCAPES =
      Map.ofEntries(
          Map.entry("(B", "US-ASCII"),
          Map.entry("-A", "ISO-8859-1"),
          Map.entry("-B", "ISO-8859-2"),
          Map.entry("-C", "ISO-8859-3"),
          Map.entry("-D", "ISO-8859-4"),
          Map.entry("-L", "ISO-8859-5"),
          Map.entry("-G", "ISO-8859-6"),
          Map.entry("-F", "ISO-8859-7"),
          Map.entry("-H", "ISO-8859-8"),
          Map.entry("-M", "ISO-8859-9"),
          Map.entry("-b", "ISO-8859-15"),
          Map.entry("-T", "TIS-620"),
          Map.entry("(J", "JIS_X0201"),
          Map.entry(")I", "JIS_X0201"),
          Map.entry("$B", "EUC-JP"),
          Map.entry("$(D", "EUC-JP"),
          Map.entry("$)C", "EUC-KR"),
          Map.entry("$)A", "GB2312"));

  private static final int EUC_THIRD_SET = 0x8F;

  private final String initial;

  private SpecificCharacterSet(String initial) {
    this.initial = initial;
  }

  /** That of a data set. One that is not known here decodes ASCII alone. */
  public static SpecificCharacterSet of(DataSet attributes) {
    String first = attributes.firstText(Tag.SPECIFIC_CHARACTER_SET);
    if (first.equals("GB18030") || first.equals("GBK")) {
      return new SpecificCharacterSet(first);
    }
    String number = first.replaceFirst("^(ISO_IR|ISO 2022 IR) ", "");
    return new SpecificCharacterSet(SETS.getOrDefault(number, "US-ASCII"));
  }

  /**
   * Decodes a value, its padding included.
   *
   * @return empty if the bytes are none of this character set; never replacement characters
   */
  public Optional<String> decode(byte[] value) {
    try {
      StringBuilder text = new StringBuilder();
      String designated = "";
      int from = 0;
      for (int i = 0; i <= value.length; i++) {
        if (i == value.length || value[i] == ESCAPE) {
          text.append(segment(value, from, i, designated));
          designated = i == value.length ? "" : designation(value, i + 1);
          from = i + 1 + designated.length();
          i = Math.max(i, from - 1);
        }
      }
      return Optional.of(text.toString());
    } catch (CharacterCodingException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static String designation(byte[] value, int at) throws CharacterCodingException {
    String rest =
        new String(value, at, Math.min(3, value.length - at), StandardCharsets.ISO_8859_1);
    return ESCAPES.keySet().stream()
        .filter(rest::startsWith)
        .findFirst()
        .orElseThrow(CharacterCodingException::new);
  }

  private String segment(byte[] value, int from, int to, String designated)
      throws CharacterCodingException {
    String name = ESCAPES.getOrDefault(designated, initial);
    byte[] bytes =
        designated.startsWith("$B") || designated.equals("$(D")
            ? japanese(value, from, to, designated.equals("$(D"))
            : Arrays.copyOfRange(value, from, to);
    String text = Charset.forName(name).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    // The yen sign has the backslash's place, also where it separates values.
    return name.equals("JIS_X0201") ? text.replace('¥', '\\') : text;
  }

  /** Sets of two bytes in the lower half, as EUC has them in the upper one. */
  private static byte[] japanese(byte[] value, int from, int to, boolean third) {
    ByteArrayOutputStream euc = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      if (third && (i - from) % 2 == 0) {
        euc.write(EUC_THIRD_SET);
      }
      euc.write(value[i] | HIGH_BIT);
    }
    return euc.toByteArray();
  }
}
