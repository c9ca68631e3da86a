package dev.dermstream.dicom.dimse;

import java.util.Locale;

/**
 * How an operation ended (PS3.7 annex C, PS3.4 B.2.3).
 *
 * @param code 0 to 0xFFFF
 * @param comment Error Comment (0000,0902), at most 64 characters of ASCII; of a peer's response it
 *     may hold anything and is not to be logged; empty if there is none
 */
public record DimseStatus(int code, String comment) {
  /** The usual end. */
  public static final DimseStatus SUCCESS = new DimseStatus(0x0000);

  /** What happened is not said. */
  public static final DimseStatus PROCESSING_FAILURE = new DimseStatus(0x0110);

  /** The SOP Instance UID is no UID. */
  public static final DimseStatus INVALID_INSTANCE = new DimseStatus(0x0117);

  /** A request lacks what it must have. */
  public static final DimseStatus MISSING_ATTRIBUTE = new DimseStatus(0x0120);

  /** The SOP class is not served, or not under this presentation context. */
  public static final DimseStatus CLASS_NOT_SUPPORTED = new DimseStatus(0x0122);

  /** No permission. */
  public static final DimseStatus NOT_AUTHORIZED = new DimseStatus(0x0124);

  /** There is no such operation here. */
  public static final DimseStatus UNRECOGNIZED_OPERATION = new DimseStatus(0x0211);

  /** No room for it; it may be tried again. */
  public static final DimseStatus OUT_OF_RESOURCES = new DimseStatus(0xA700);

  /** The object is not of the SOP class that was said. */
  public static final DimseStatus DATA_SET_MISMATCH = new DimseStatus(0xA900);

  /** The object cannot be understood. */
  public static final DimseStatus CANNOT_UNDERSTAND = new DimseStatus(0xC000);

  private static final int MAX_CODE = 0xFFFF;
  private static final int MAX_COMMENT = 64;
  private static final int WARNING_CLASS = 0xB;

  public DimseStatus {
    if (code < 0 || code > MAX_CODE) {
      throw new IllegalArgumentException("a status is from 0 to 0xFFFF");
    }
    if (comment.length() > MAX_COMMENT
        || !comment.chars().allMatch(letter -> letter >= ' ' && letter <= '~' && letter != '\\')) {
      throw new IllegalArgumentException("an error comment is at most 64 characters of ASCII");
    }
  }

  public DimseStatus(int code) {
    this(code, "");
  }

  /** What a peer sent, whatever it is. */
  static DimseStatus received(int code, String comment) {
    String clean = comment.replaceAll("[^ -~]|\\\\", "?");
    String cut = clean.substring(0, Math.min(MAX_COMMENT, clean.length()));
    return code == CommandSet.ABSENT ? PROCESSING_FAILURE : new DimseStatus(code, cut);
  }

  /** The same with an error comment. */
  public DimseStatus with(String explanation) {
    return new DimseStatus(code, explanation);
  }

  /** Whether it was done, without reserve. */
  public boolean isSuccess() {
    return code == 0;
  }

  /** Whether it was done, but not quite as asked (PS3.7, C.4). */
  public boolean isWarning() {
    return code == 0x0001 || code == 0x0107 || code == 0x0116 || code >> 12 == WARNING_CLASS;
  }

  /** The code as the standard writes it; the comment is left out. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "0x%04X", code);
  }
}
