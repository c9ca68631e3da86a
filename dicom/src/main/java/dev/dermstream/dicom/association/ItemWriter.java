package dev.dermstream.dicom.association;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes fields and items of a PDU, big endian. */
final class ItemWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ItemWriter number8(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  ItemWriter number16(int value) {
    return number8(value >> 8, value);
  }

  ItemWriter number32(long value) {
    return number16((int) (value >> 16)).number16((int) value);
  }

  ItemWriter zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  ItemWriter text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  ItemWriter aeTitle(String title) {
    return text("%-16s".formatted(title));
  }

  /** Type, a reserved byte, length in two bytes, content. */
  ItemWriter item(int type, Consumer<ItemWriter> content) {
    ItemWriter inner = new ItemWriter();
    content.accept(inner);
    number8(type, 0).number16(inner.bytes.size());
    bytes.writeBytes(inner.bytes.toByteArray());
    return this;
  }

  ItemWriter item(int type, String text) {
    return item(type, content -> content.text(text));
  }

  /** All that was written, with the head of a PDU before it. */
  byte[] pdu(int type) {
    ItemWriter whole = new ItemWriter().number8(type, 0).number32(bytes.size());
    whole.bytes.writeBytes(bytes.toByteArray());
    return whole.bytes.toByteArray();
  }
}
