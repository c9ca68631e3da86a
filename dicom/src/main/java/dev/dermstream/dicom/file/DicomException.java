package dev.dermstream.dicom.file;

import dev.dermstream.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A DICOM file that gives no picture. The message is safe to send: it names tags and offsets and
 * holds no value of the file.
 */
public final class DicomException extends Exception {
  /** Of {@link #offset} where the place is not known. */
  public static final long NOWHERE = -1;

  private static final long serialVersionUID = 1L;

  private final DicomFault fault;
  private final int tag;
  private final long offset;

  /** A fault of the file as a whole. */
  public DicomException(DicomFault fault, String sentence) {
    this(fault, sentence, 0, NOWHERE, null);
  }

  /** A fault of the pixels, found by a decoder. */
  public DicomException(DicomFault fault, String sentence, @Nullable Exception cause) {
    this(fault, sentence, Tag.PIXEL_DATA, NOWHERE, cause);
  }

  private DicomException(
      DicomFault fault, String sentence, int tag, long offset, @Nullable Exception cause) {
    super(sentence, cause);
    this.fault = fault;
    this.tag = tag;
    this.offset = offset;
  }

  /**
   * A fault at a place.
   *
   * @param tag of the element, {@code group << 16 | element}
   * @param offset of its first byte from the file's beginning; in a deflated file, of what the
   *     bytes would be at if it were not deflated
   */
  static DicomException at(DicomFault fault, int tag, long offset, String sentence) {
    String place = " (" + Tag.text(tag) + " at offset " + offset + ")";
    String body = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return new DicomException(fault, body + place + ".", tag, offset, null);
  }

  /** What is wrong. */
  public DicomFault fault() {
    return fault;
  }

  /** The code that a caller is told. */
  public ErrorCode code() {
    return fault.code();
  }

  /** The element that is at fault, {@code group << 16 | element}; 0 if no single one is. */
  public int tag() {
    return tag;
  }

  /** Where that element begins, or {@link #NOWHERE}. */
  public long offset() {
    return offset;
  }

  /** The message, never null here. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
