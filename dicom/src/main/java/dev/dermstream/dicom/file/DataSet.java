package dev.dermstream.dicom.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that were kept, of a file or of an item of a sequence. Not changed once it was read;
 * then safe to share between threads.
 */
public final class DataSet {
  @SuppressWarnings("ArrayRecordComponent") // Stays within; compared nowhere.
  private record Value(String vr, byte[] bytes, List<DataSet> items, long offset) {}

  private static final int SHORT_BYTES = 2;

  private final boolean bigEndian;
  private final Map<Integer, Value> values = new HashMap<>();

  DataSet(boolean bigEndian) {
    this.bigEndian = bigEndian;
  }

  void put(DicomElement element, byte[] bytes, List<DataSet> items) throws DicomException {
    Value value = new Value(element.vr(), bytes, items, element.offset());
    if (values.putIfAbsent(element.tag(), value) != null) {
      throw DicomException.at(
          DicomFault.STRUCTURE_CORRUPT,
          element.tag(),
          element.offset(),
          "The DICOM file has an attribute twice");
    }
  }

  /** Whether the attribute is there and not empty. */
  public boolean has(int tag) {
    Value value = values.get(tag);
    return value != null && (value.bytes().length > 0 || !value.items().isEmpty());
  }

  /** Text of an attribute without its padding; empty if absent. */
  public String text(int tag) {
    return text(tag, StandardCharsets.ISO_8859_1);
  }

  String text(int tag, Charset charset) {
    Value value = values.get(tag);
    return value == null ? "" : new String(value.bytes(), charset).replace('\0', ' ').strip();
  }

  /** The first of several values. */
  public String firstText(int tag) {
    String text = text(tag);
    int end = text.indexOf('\\');
    return end < 0 ? text : text.substring(0, end).strip();
  }

  /**
   * A unique identifier, empty if absent.
   *
   * @throws DicomException if it is there and none
   */
  public String uid(int tag) throws DicomException {
    String uid = text(tag);
    if (!uid.isEmpty() && !Uid.isValid(uid)) {
      throw malformed(tag);
    }
    return uid;
  }

  /**
   * The first value of a decimal string (VR DS).
   *
   * @throws DicomException if it is there and no finite number
   */
  public Optional<Double> decimal(int tag) throws DicomException {
    String text = firstText(tag);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("[-+]?[0-9]{0,16}(\\.[0-9]{0,16})?([eE][-+]?[0-9]{1,3})?")) {
      throw malformed(tag);
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // A sign or a point alone: told below.
    }
    throw malformed(tag);
  }

  /** An integer string (VR IS) of at least 1; {@code otherwise} if absent. */
  int positive(int tag, int otherwise) throws DicomException {
    String text = firstText(tag);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\+?[0-9]{1,12}")) {
      throw malformed(tag);
    }
    long value = Long.parseLong(text);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw malformed(tag);
    }
    return (int) value;
  }

  /** One number of value representation US. */
  int unsignedShort(int tag) throws DicomException {
    int[] numbers = unsignedShorts(tag);
    if (numbers.length != 1) {
      throw malformed(tag);
    }
    return numbers[0];
  }

  /** Numbers of two bytes, US, SS or OW; the sign is the caller's to see. */
  public int[] unsignedShorts(int tag) throws DicomException {
    byte[] bytes = words(tag);
    int[] numbers = new int[bytes.length / SHORT_BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] & 0xFF) << 8;
    }
    return numbers;
  }

  /** Words of 16 bits, little endian whatever the file's order is. */
  public byte[] words(int tag) throws DicomException {
    Value value = values.get(tag);
    if (value == null
        || value.bytes().length % SHORT_BYTES != 0
        || !List.of("", "US", "SS", "OW", "OB", "UN").contains(value.vr())) {
      throw malformed(tag);
    }
    boolean swapped = bigEndian && !value.vr().equals("OB") && !value.vr().equals("UN");
    return swapped ? swapped(value.bytes()) : value.bytes().clone();
  }

  /** The items of a sequence, empty if absent. */
  public List<DataSet> items(int tag) {
    Value value = values.get(tag);
    return value == null ? List.of() : value.items();
  }

  /** The tags of the attributes that were kept, in the order of a data set. */
  public List<Integer> tags() {
    return values.keySet().stream().sorted(Integer::compareUnsigned).toList();
  }

  /** The value representation that the file tells; none in implicit VR. */
  public Optional<Vr> vr(int tag) {
    Value value = values.get(tag);
    return value == null ? Optional.empty() : Vr.of(value.vr());
  }

  /**
   * A value as it lies in the file, in the file's byte order and character set and with its
   * padding; empty if absent or a sequence. A copy.
   */
  public byte[] bytes(int tag) {
    byte[] bytes = raw(tag);
    return bytes == null ? new byte[0] : bytes.clone();
  }

  /** The bytes of a value as they lie in the file; null if absent. */
  byte @Nullable [] raw(int tag) {
    Value value = values.get(tag);
    return value == null ? null : value.bytes();
  }

  /** What to throw for an attribute that is missing or no value of its kind. */
  public DicomException malformed(int tag) {
    return fault(DicomFault.STRUCTURE_CORRUPT, tag, "A DICOM attribute is missing or malformed");
  }

  /** What to throw for an attribute, with the place where it stands. */
  public DicomException fault(DicomFault fault, int tag, String sentence) {
    Value value = values.get(tag);
    long offset = value == null ? DicomException.NOWHERE : value.offset();
    return DicomException.at(fault, tag, offset, sentence);
  }

  static byte[] swapped(byte[] words) {
    byte[] swapped = new byte[words.length];
    for (int i = 0; i + 1 < words.length; i += SHORT_BYTES) {
      swapped[i] = words[i + 1];
      swapped[i + 1] = words[i];
    }
    return swapped;
  }
}
