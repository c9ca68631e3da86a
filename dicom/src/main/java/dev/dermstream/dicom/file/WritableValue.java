package dev.dermstream.dicom.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A value as it is written behind its tag. */
sealed interface WritableValue {
  /** Writes the whole element. */
  void write(int tag, ElementOutput out);

  /** The bytes, one more if they are odd. */
  static byte[] even(byte[] bytes, byte padding) {
    byte[] even = Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
    if (even.length > bytes.length) {
      even[bytes.length] = padding;
    }
    return even;
  }

  /** Bytes of even number. */
  @SuppressWarnings("ArrayRecordComponent") // Stays within; compared nowhere.
  record Plain(Vr vr, byte[] bytes) implements WritableValue {
    private static final int MAX_SHORT_LENGTH = 0xFFFE;

    public Plain {
      if (!vr.hasLongLength() && bytes.length > MAX_SHORT_LENGTH) {
        throw new IllegalArgumentException("a value of " + vr + " is too long");
      }
    }

    @Override
    public void write(int tag, ElementOutput out) {
      out.head(tag, vr, bytes.length);
      out.bytes(bytes);
    }
  }

  /** Items, of which there may be none. */
  record Sequence(List<WritableDataSet> items) implements WritableValue {
    static Sequence empty() {
      return new Sequence(List.of());
    }

    Sequence with(WritableDataSet item) {
      List<WritableDataSet> more = new ArrayList<>(items);
      more.add(item);
      return new Sequence(List.copyOf(more));
    }

    @Override
    public void write(int tag, ElementOutput out) {
      ElementOutput content = out.nested();
      for (WritableDataSet item : items) {
        byte[] bytes = item.write(out.explicit());
        content.item(bytes);
      }
      byte[] bytes = content.toByteArray();
      out.head(tag, Vr.SQ, bytes.length);
      out.bytes(bytes);
    }
  }

  /** Encapsulated pixels, one fragment a frame (PS3.5, A.4). */
  record Frames(List<byte[]> fragments) implements WritableValue {
    private static final int ITEM_HEAD_BYTES = 8;

    static Frames of(List<byte[]> frames) {
      return new Frames(frames.stream().map(frame -> even(frame, (byte) 0)).toList());
    }

    @Override
    public void write(int tag, ElementOutput out) {
      out.head(tag, Vr.OB, DicomElement.UNDEFINED);
      out.item(offsetTable());
      fragments.forEach(out::item);
      out.endOfSequence();
    }

    private byte[] offsetTable() {
      ByteBuffer table = ByteBuffer.allocate(Integer.BYTES * fragments.size());
      table.order(ByteOrder.LITTLE_ENDIAN);
      int offset = 0;
      for (byte[] fragment : fragments) {
        table.putInt(offset);
        offset = Math.addExact(offset, ITEM_HEAD_BYTES + fragment.length);
      }
      return table.array();
    }
  }
}
