package dev.dermstream.dicom.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A data set that is being made, in any order of its attributes; what was put last under a tag
 * stands. {@link #bytes} and {@link #file} write it: sorted by tag, with even lengths, the lengths
 * of sequences and items told rather than delimited. The same attributes give the same bytes.
 *
 * <p>A value that its representation does not allow is an {@link IllegalArgumentException} that
 * names the tag and quotes nothing. Not thread-safe.
 */
public final class WritableDataSet {
  private static final int MAX_SHORT = 0xFFFF;
  private static final long MAX_INT = 0xFFFF_FFFFL;
  private static final int BYTE_BITS = 8;

  private final Charset charset;
  private final SortedMap<Integer, WritableValue> values = new TreeMap<>(Integer::compareUnsigned);

  private WritableDataSet(Charset charset) {
    this.charset = charset;
  }

  /** An empty data set whose texts have the default repertoire alone, ASCII. */
  public static WritableDataSet ascii() {
    return new WritableDataSet(StandardCharsets.US_ASCII);
  }

  /** A data set in UTF-8 that says so in Specific Character Set. */
  public static WritableDataSet unicode() {
    return new WritableDataSet(StandardCharsets.UTF_8)
        .text(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192");
  }

  /** Texts, joined by backslashes; none gives an attribute without value. */
  public WritableDataSet text(int tag, Vr vr, String... texts) {
    boolean allowed = Stream.of(texts).allMatch(vr::allows);
    require(tag, vr.isText() && allowed && (texts.length < 2 || !vr.isWholeText()), vr);
    try {
      // Encodes what it can and refuses the rest, where getBytes would write question marks.
      ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(String.join("\\", texts)));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return value(tag, vr, bytes);
    } catch (CharacterCodingException e) {
      throw unfit(tag, vr);
    }
  }

  /** Unique identifiers. */
  public WritableDataSet uid(int tag, String... uids) {
    return text(tag, Vr.UI, uids);
  }

  /** Numbers of two bytes (VR US), 0 to 65,535. */
  public WritableDataSet unsignedShorts(int tag, int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * numbers.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      require(tag, number >= 0 && number <= MAX_SHORT, Vr.US);
      bytes.putShort((short) number);
    }
    return value(tag, Vr.US, bytes.array());
  }

  /** Numbers of four bytes (VR UL), 0 to 4,294,967,295. */
  public WritableDataSet unsignedInts(int tag, long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      require(tag, number >= 0 && number <= MAX_INT, Vr.UL);
      bytes.putInt((int) number);
    }
    return value(tag, Vr.UL, bytes.array());
  }

  /** Numbers in floating point of four bytes (VR FL). */
  public WritableDataSet floats(int tag, float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return value(tag, Vr.FL, bytes.array());
  }

  /** A value that is encoded already, little endian where it has an order; padded if it is odd. */
  public WritableDataSet value(int tag, Vr vr, byte[] value) {
    require(tag, vr != Vr.SQ && tag != Tag.PIXEL_DATA, vr);
    return put(tag, new WritableValue.Plain(vr, WritableValue.even(value, vr.padding())));
  }

  /** A sequence. Items are added to it by {@link #item}. */
  public WritableDataSet sequence(int tag) {
    return put(tag, WritableValue.Sequence.empty());
  }

  /** Appends an item to a sequence, which begins with it if it is not there yet. */
  public WritableDataSet item(int tag, Consumer<WritableDataSet> content) {
    WritableDataSet item = new WritableDataSet(charset);
    content.accept(item);
    WritableValue before = values.get(tag);
    WritableValue.Sequence sequence =
        before instanceof WritableValue.Sequence known ? known : WritableValue.Sequence.empty();
    return put(tag, sequence.with(item));
  }

  /**
   * Copies an attribute that is text, byte by byte: its characters are right only if both data sets
   * have the same Specific Character Set. Does nothing where it is absent.
   *
   * @param vr of the attribute, which a file in implicit VR does not tell
   */
  public WritableDataSet copy(DataSet from, int tag, Vr vr) {
    require(tag, vr.isText(), vr);
    return from.tags().contains(tag) ? value(tag, vr, from.bytes(tag)) : this;
  }

  /**
   * Pixel data that are not compressed.
   *
   * @param samples little endian, as Image Pixel attributes describe them
   * @param bitsAllocated 8 or 16
   */
  public WritableDataSet nativePixels(byte[] samples, int bitsAllocated) {
    Vr vr = bitsAllocated > BYTE_BITS ? Vr.OW : Vr.OB;
    byte[] even = WritableValue.even(samples, (byte) 0);
    return put(Tag.PIXEL_DATA, new WritableValue.Plain(vr, even));
  }

  /** Compressed frames, each in a fragment of its own, with an offset table (PS3.5, A.4). */
  public WritableDataSet encapsulatedPixels(List<byte[]> frames) {
    return put(Tag.PIXEL_DATA, WritableValue.Frames.of(frames));
  }

  /** Whether there is such an attribute. */
  public boolean contains(int tag) {
    return values.containsKey(tag);
  }

  /**
   * The data set alone.
   *
   * @param syntax little endian, and encapsulated if the pixels are
   */
  public byte[] bytes(TransferSyntax syntax) {
    if (syntax.bigEndian() || syntax == TransferSyntax.DEFLATED) {
      throw new IllegalArgumentException(syntax.describe() + " is not written");
    }
    WritableValue pixels = values.get(Tag.PIXEL_DATA);
    if (pixels != null && pixels instanceof WritableValue.Frames != syntax.encapsulated()) {
      throw new IllegalArgumentException("The pixels are not those of " + syntax.describe());
    }
    return write(syntax.explicit());
  }

  /** A whole Part 10 file: preamble, file meta information and the data set. */
  public byte[] file(TransferSyntax syntax) {
    byte[] head =
        FileMeta.bytes(written(Tag.SOP_CLASS_UID), written(Tag.SOP_INSTANCE_UID), syntax.uid());
    byte[] body = bytes(syntax);
    byte[] file = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, file, head.length, body.length);
    return file;
  }

  /** In the order of tags. */
  byte[] write(boolean explicit) {
    ElementOutput out = new ElementOutput(explicit);
    values.forEach((tag, value) -> value.write(tag, out));
    return out.toByteArray();
  }

  private String written(int tag) {
    if (!(values.get(tag) instanceof WritableValue.Plain uid)) {
      throw new IllegalStateException("a file needs " + Tag.text(tag));
    }
    return new String(uid.bytes(), StandardCharsets.US_ASCII).replace("\0", "");
  }

  private WritableDataSet put(int tag, WritableValue value) {
    values.put(tag, value);
    return this;
  }

  private static void require(int tag, boolean allowed, Vr vr) {
    if (!allowed) {
      throw unfit(tag, vr);
    }
  }

  private static IllegalArgumentException unfit(int tag, Vr vr) {
    return new IllegalArgumentException("no value of " + vr + " for " + Tag.text(tag));
  }
}
