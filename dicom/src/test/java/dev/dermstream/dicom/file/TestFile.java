package dev.dermstream.dicom.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;

/** Writes DICOM files, whole or not. */
public final class TestFile {
  public static final String EXPLICIT = "1.2.840.10008.1.2.1";
  public static final String IMPLICIT = "1.2.840.10008.1.2";
  public static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";
  public static final int UNDEFINED = 0xFFFFFFFF;

  private static final Set<String> LONG_FORM = Set.of("OB", "OW", "SQ", "UN", "UT");

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private boolean explicit = true;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  /** A file's beginning with its meta information. */
  public static TestFile of(String transferSyntax) {
    TestFile begun = new TestFile();
    begun.file.writeBytes(new byte[128]);
    begun.letters("DICM").text(Tag.TRANSFER_SYNTAX_UID, "UI", transferSyntax);
    begun.explicit = !transferSyntax.equals(IMPLICIT);
    begun.order =
        transferSyntax.equals(BIG_ENDIAN) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return begun;
  }

  /** Everything of a picture but its pixels. */
  public TestFile image(String photometric, int columns, int rows, int bits) {
    return number(Tag.SAMPLES_PER_PIXEL, isGrey(photometric) ? 1 : 3)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
        .number(Tag.ROWS, rows)
        .number(Tag.COLUMNS, columns)
        .number(Tag.BITS_ALLOCATED, bits > 8 ? 16 : 8)
        .number(Tag.BITS_STORED, bits)
        .number(Tag.HIGH_BIT, bits - 1)
        .number(Tag.PIXEL_REPRESENTATION, 0);
  }

  private static boolean isGrey(String photometric) {
    return photometric.startsWith("MONO") || photometric.startsWith("PALETTE");
  }

  public TestFile pixels(byte... pixels) {
    return element(Tag.PIXEL_DATA, "OB", pixels);
  }

  /** Encapsulated pixels. */
  public TestFile fragments(int[] offsets, byte[]... fragments) {
    head(Tag.PIXEL_DATA, "OB", UNDEFINED);
    ByteBuffer table = ByteBuffer.allocate(4 * offsets.length).order(order);
    for (int offset : offsets) {
      table.putInt(offset);
    }
    item(table.array().length).bytes(table.array());
    for (byte[] fragment : fragments) {
      item(fragment.length).bytes(fragment);
    }
    return endOfSequence();
  }

  public TestFile text(int tag, String vr, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
    return element(tag, vr, padded);
  }

  public TestFile number(int tag, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(order);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return element(tag, "US", bytes.array());
  }

  public TestFile element(int tag, String vr, byte[] value) {
    return head(tag, vr, value.length).bytes(value);
  }

  /** A sequence of one item, both of undefined length. */
  public TestFile sequence(int tag, Consumer<TestFile> item) {
    head(tag, "SQ", UNDEFINED).item(UNDEFINED);
    item.accept(this);
    return endOfItem().endOfSequence();
  }

  public TestFile head(int tag, String vr, int length) {
    tag(tag);
    if (!explicit) {
      return integer(length);
    }
    letters(vr);
    if (LONG_FORM.contains(vr)) {
      return letters("\0\0").integer(length);
    }
    file.writeBytes(ByteBuffer.allocate(2).order(order).putShort((short) length).array());
    return this;
  }

  public TestFile item(int length) {
    return tag(Tag.ITEM).integer(length);
  }

  public TestFile endOfItem() {
    return tag(Tag.ITEM_END).integer(0);
  }

  public TestFile endOfSequence() {
    return tag(Tag.SEQUENCE_END).integer(0);
  }

  public TestFile bytes(byte[] bytes) {
    file.writeBytes(bytes);
    return this;
  }

  private TestFile tag(int tag) {
    file.writeBytes(
        ByteBuffer.allocate(4)
            .order(order)
            .putShort((short) (tag >>> 16))
            .putShort((short) tag)
            .array());
    return this;
  }

  private TestFile integer(int value) {
    file.writeBytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
    return this;
  }

  private TestFile letters(String latin1) {
    return bytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public byte[] toByteArray() {
    return file.toByteArray();
  }
}
