package dev.dermstream.dicom.file;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Value representations (PS3.5, 6.2). */
public enum Vr {
  AE(Kind.TEXT, 16),
  AS(Kind.TEXT, 4),
  AT(Kind.SHORT_BINARY, 0),
  CS(Kind.TEXT, 16),
  DA(Kind.TEXT, 8),
  DS(Kind.TEXT, 16),
  DT(Kind.TEXT, 26),
  FL(Kind.SHORT_BINARY, 0),
  FD(Kind.SHORT_BINARY, 0),
  IS(Kind.TEXT, 12),
  LO(Kind.TEXT, 64),
  LT(Kind.WHOLE_TEXT, 10_240),
  OB(Kind.LONG_BINARY, 0),
  OD(Kind.LONG_BINARY, 0),
  OF(Kind.LONG_BINARY, 0),
  OL(Kind.LONG_BINARY, 0),
  OV(Kind.LONG_BINARY, 0),
  OW(Kind.LONG_BINARY, 0),
  PN(Kind.TEXT, 324),
  SH(Kind.TEXT, 16),
  SL(Kind.SHORT_BINARY, 0),
  SQ(Kind.LONG_BINARY, 0),
  SS(Kind.SHORT_BINARY, 0),
  ST(Kind.WHOLE_TEXT, 1024),
  SV(Kind.LONG_BINARY, 0),
  TM(Kind.TEXT, 14),
  UC(Kind.LONG_TEXT, Integer.MAX_VALUE),
  UI(Kind.TEXT, 64),
  UL(Kind.SHORT_BINARY, 0),
  UN(Kind.LONG_BINARY, 0),
  UR(Kind.LONG_WHOLE_TEXT, Integer.MAX_VALUE),
  US(Kind.SHORT_BINARY, 0),
  UT(Kind.LONG_WHOLE_TEXT, Integer.MAX_VALUE),
  UV(Kind.LONG_BINARY, 0);

  /** How a value is laid out. */
  private enum Kind {
    TEXT,
    WHOLE_TEXT,
    LONG_TEXT,
    LONG_WHOLE_TEXT,
    SHORT_BINARY,
    LONG_BINARY
  }

  private static final Map<String, Vr> BY_LETTERS =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Vr::name, vr -> vr));

  /** What a value looks like where its characters are few (PS3.5, table 6.2-1). */
  private static final Map<Vr, Pattern> FORMS =
      new EnumMap<>(
          Map.of(
              AS, Pattern.compile("[0-9]{3}[DWMY]"),
              CS, Pattern.compile("[A-Z0-9_ ]*"),
              DA, Pattern.compile("[0-9]{8}"),
              DS, Pattern.compile("[-+0-9.eE ]+"),
              DT, Pattern.compile("[0-9]{4,14}(\\.[0-9]{1,6})?([-+][0-9]{4})?"),
              IS, Pattern.compile("[-+]?[0-9]+"),
              TM, Pattern.compile("[0-9]{2,6}(\\.[0-9]{1,6})?"),
              UI, Pattern.compile("[0-9]+(\\.[0-9]+)*")));

  private final Kind kind;
  private final int maxCharacters;

  Vr(Kind kind, int maxCharacters) {
    this.kind = kind;
    this.maxCharacters = maxCharacters;
  }

  static Optional<Vr> of(String letters) {
    return Optional.ofNullable(BY_LETTERS.get(letters));
  }

  /** Whether its values are characters. */
  public boolean isText() {
    return kind != Kind.SHORT_BINARY && kind != Kind.LONG_BINARY;
  }

  /** Whether a text is one value, line ends and backslashes included. */
  boolean isWholeText() {
    return kind == Kind.WHOLE_TEXT || kind == Kind.LONG_WHOLE_TEXT;
  }

  /** Whether explicit VR gives its length four bytes, behind two reserved ones. */
  boolean hasLongLength() {
    return kind == Kind.LONG_TEXT || kind == Kind.LONG_WHOLE_TEXT || kind == Kind.LONG_BINARY;
  }

  /** What makes a length even. */
  byte padding() {
    return (byte) (isText() && this != UI ? ' ' : 0);
  }

  /** Whether a text may stand as one value; an empty one always may. */
  public boolean allows(String value) {
    boolean whole = isWholeText();
    Pattern form = FORMS.get(this);
    return value.codePointCount(0, value.length()) <= maxCharacters
        && value.codePoints().noneMatch(c -> isForbidden(c, whole))
        && (value.isEmpty() || form == null || form.matcher(value).matches());
  }

  private static boolean isForbidden(int character, boolean whole) {
    boolean lineEnd = character == '\n' || character == '\r' || character == '\t';
    return whole
        ? Character.isISOControl(character) && !lineEnd
        : Character.isISOControl(character) || character == '\\';
  }
}
