package dev.dermstream.node.oip;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors as bytes: row-major, little endian, a BYTES element as its length in 4 bytes and its
 * bytes. Elements of a fixed width are not copied.
 */
final class RawContents {
  private static final int LENGTH_BYTES = Integer.BYTES;

  private RawContents() {}

  /**
   * Reads a tensor of a shape that was checked.
   *
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT if there are too many or too few
   *     bytes, or a BOOL is neither 0 nor 1
   */
  static HostTensor read(String name, TensorType type, long[] shape, ByteString raw) {
    if (type == TensorType.BYTES) {
      return HostTensor.ofBytes(shape, strings(name, shape, raw));
    }
    long needed = HostTensor.byteCount(type, shape);
    if (raw.size() != needed) {
      throw Refusal.invalid(
          "Input %s: %s%s takes %d bytes; %d came.",
          name, type, TensorSpec.shown(shape), needed, raw.size());
    }
    ByteBuffer bytes = raw.asReadOnlyByteBuffer();
    if (type == TensorType.BOOL) {
      requireBooleans(name, bytes.duplicate());
    }
    return HostTensor.of(type, shape, bytes);
  }

  /** An engine may read any other byte as anything. */
  private static void requireBooleans(String name, ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if ((bytes.get() & ~1) != 0) {
        throw Refusal.invalid("Input %s: a BOOL is a byte of 0 or 1.", name);
      }
    }
  }

  private static List<byte[]> strings(String name, long[] shape, ByteString raw) {
    long count = HostTensor.elementCount(shape);
    // Before anything is allocated by a number that the caller chose.
    if (count > raw.size() / LENGTH_BYTES) {
      throw Refusal.invalid(
          "Input %s: BYTES%s has %d elements, more than the %d bytes that came can hold.",
          name, TensorSpec.shown(shape), count, raw.size());
    }
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> strings = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      strings.add(string(name, i, bytes));
    }
    if (bytes.hasRemaining()) {
      throw Refusal.invalid(
          "Input %s: %d bytes follow the last of its %d elements.", name, bytes.remaining(), count);
    }
    return strings;
  }

  private static byte[] string(String name, int index, ByteBuffer bytes) {
    if (bytes.remaining() < LENGTH_BYTES) {
      throw Refusal.invalid("Input %s: element %d has no length before it.", name, index);
    }
    long length = Integer.toUnsignedLong(bytes.getInt());
    if (length > bytes.remaining()) {
      throw Refusal.invalid(
          "Input %s: element %d says it has %d bytes; %d are left.",
          name, index, length, bytes.remaining());
    }
    byte[] string = new byte[(int) length];
    bytes.get(string);
    return string;
  }

  /** The bytes of a tensor; they share its memory where its elements have a fixed width. */
  static ByteString write(HostTensor tensor) {
    // Safe: a tensor never changes.
    return tensor.type().isFixedWidth()
        ? UnsafeByteOperations.unsafeWrap(tensor.data())
        : strings(tensor);
  }

  private static ByteString strings(HostTensor tensor) {
    long size = tensor.payloadBytes() + LENGTH_BYTES * tensor.elementCount();
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] string : tensor.elements()) {
      bytes.putInt(string.length).put(string);
    }
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }
}
