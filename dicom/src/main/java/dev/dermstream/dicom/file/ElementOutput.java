package dev.dermstream.dicom.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Elements in little endian, one after the other (PS3.5, 7.1). */
final class ElementOutput {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean explicit;

  ElementOutput(boolean explicit) {
    this.explicit = explicit;
  }

  boolean explicit() {
    return explicit;
  }

  /** An empty one of the same kind, for what must be known in length before it is written. */
  ElementOutput nested() {
    return new ElementOutput(explicit);
  }

  void head(int tag, Vr vr, long length) {
    tag(tag);
    if (!explicit) {
      unsignedInt(length);
    } else if (vr.hasLongLength()) {
      bytes(vr.name().getBytes(StandardCharsets.US_ASCII));
      unsignedShort(0);
      unsignedInt(length);
    } else {
      bytes(vr.name().getBytes(StandardCharsets.US_ASCII));
      unsignedShort((int) length);
    }
  }

  void item(byte[] content) {
    tag(Tag.ITEM);
    unsignedInt(content.length);
    bytes(content);
  }

  void endOfSequence() {
    tag(Tag.SEQUENCE_END);
    unsignedInt(0);
  }

  void bytes(byte[] bytes) {
    out.writeBytes(bytes);
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  private void tag(int tag) {
    unsignedShort(Tag.group(tag));
    unsignedShort(tag);
  }

  private void unsignedShort(int value) {
    bytes(ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) value).array());
  }

  private void unsignedInt(long value) {
    bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
  }
}
