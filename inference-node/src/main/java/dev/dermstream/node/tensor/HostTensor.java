package dev.dermstream.node.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in memory: row-major, little endian. Values are handed over without a copy and must not
 * be changed after; then immutable and thread-safe.
 */
public final class HostTensor {
  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  private final TensorType type;
  private final long[] shape;
  private final ByteBuffer data;
  private final List<byte[]> strings;

  private HostTensor(TensorType type, long[] shape, ByteBuffer data, List<byte[]> strings) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.strings = strings;
  }

  /**
   * A tensor of fixed-width elements.
   *
   * @param shape sizes of the axes, none negative; empty for a scalar
   * @param data the elements between position and limit, little endian whatever the buffer's order
   *     is; heap or direct, kept for as long as the tensor is
   * @throws IllegalArgumentException if the type is BYTES, or the buffer holds more or fewer
   *     elements than the shape has
   */
  public static HostTensor of(TensorType type, long[] shape, ByteBuffer data) {
    if (!type.isFixedWidth()) {
      throw new IllegalArgumentException("BYTES elements come one by one");
    }
    long[] own = shape.clone();
    long needed = byteCount(type, own);
    if (needed != data.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes are no %s%s, which takes %d"
              .formatted(data.remaining(), type, TensorSpec.shown(own), needed));
    }
    return new HostTensor(type, own, data.slice().asReadOnlyBuffer(), List.of());
  }

  /**
   * A tensor of byte strings.
   *
   * @param shape sizes of the axes, none negative; empty for a scalar
   * @param elements in row-major order
   * @throws IllegalArgumentException if there are more or fewer elements than the shape has
   */
  public static HostTensor ofBytes(long[] shape, List<byte[]> elements) {
    long[] own = shape.clone();
    if (elementCount(own) != elements.size()) {
      throw new IllegalArgumentException(
          "%d elements are no BYTES%s".formatted(elements.size(), TensorSpec.shown(own)));
    }
    return new HostTensor(TensorType.BYTES, own, NO_DATA, List.copyOf(elements));
  }

  /**
   * Elements of a tensor of that shape; 1 for a scalar.
   *
   * @throws IllegalArgumentException if an axis is negative or the product is over a long
   */
  public static long elementCount(long[] shape) {
    boolean empty = false;
    for (long axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException(TensorSpec.shown(shape) + " has a negative axis");
      }
      empty |= axis == 0;
    }
    return empty ? 0 : product(shape);
  }

  /**
   * Bytes of a tensor of fixed-width elements.
   *
   * @throws IllegalArgumentException as {@link #elementCount(long[])}, in bytes
   */
  public static long byteCount(TensorType type, long[] shape) {
    long elements = elementCount(shape);
    if (elements > Long.MAX_VALUE / Math.max(1, type.width())) {
      throw tooMany(shape, null);
    }
    return elements * type.width();
  }

  private static long product(long[] shape) {
    try {
      return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw tooMany(shape, e);
    }
  }

  private static IllegalArgumentException tooMany(
      long[] shape, @Nullable ArithmeticException cause) {
    return new IllegalArgumentException(
        TensorSpec.shown(shape) + " has more elements than a number can count", cause);
  }

  public TensorType type() {
    return type;
  }

  /** A copy of the sizes of the axes. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of axes; 0 for a scalar. */
  public int rank() {
    return shape.length;
  }

  /** Number of elements. */
  public long elementCount() {
    return elementCount(shape);
  }

  /**
   * A read-only little endian view of the elements, with a position of its own.
   *
   * @throws IllegalStateException if the type is BYTES
   */
  public ByteBuffer data() {
    if (!type.isFixedWidth()) {
      throw new IllegalStateException("BYTES elements come one by one");
    }
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The byte strings in row-major order; not copied, readers must not change them.
   *
   * @throws IllegalStateException if the type is not BYTES
   */
  public List<byte[]> elements() {
    if (type != TensorType.BYTES) {
      throw new IllegalStateException(type + " elements lie in one buffer");
    }
    return strings;
  }

  /** Bytes that the elements take. */
  public long payloadBytes() {
    if (type.isFixedWidth()) {
      return data.remaining();
    }
    return strings.stream().mapToLong(element -> element.length).sum();
  }

  @Override
  public String toString() {
    return type + TensorSpec.shown(shape);
  }
}
