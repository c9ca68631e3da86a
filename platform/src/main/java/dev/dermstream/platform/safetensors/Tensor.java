package dev.dermstream.platform.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense array, row-major and little endian. Immutable: the accessors copy.
 *
 * @param shape dimensions, outermost first; empty for a scalar; not copied, callers must not change
 *     it
 * @param data all elements; position and limit are never moved, callers read by duplicate
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by identity nowhere; shape is read-only by contract
public record Tensor(DataType type, long[] shape, ByteBuffer data) {
  public Tensor {
    long expected = elements(shape) * type.bytes();
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "%s%s needs %d bytes, not %d"
              .formatted(type, Arrays.toString(shape), expected, data.remaining()));
    }
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  public static Tensor ofFloats(float[] values, long... shape) {
    ByteBuffer data = allocate(values.length, Float.BYTES);
    data.asFloatBuffer().put(values);
    return new Tensor(DataType.F32, shape, data);
  }

  public static Tensor ofHalves(float[] values, long... shape) {
    ByteBuffer data = allocate(values.length, Short.BYTES);
    for (float value : values) {
      data.putShort(Float.floatToFloat16(value));
    }
    return new Tensor(DataType.F16, shape, data.flip());
  }

  public static Tensor ofDoubles(double[] values, long... shape) {
    ByteBuffer data = allocate(values.length, Double.BYTES);
    data.asDoubleBuffer().put(values);
    return new Tensor(DataType.F64, shape, data);
  }

  public static Tensor ofLongs(long[] values, long... shape) {
    ByteBuffer data = allocate(values.length, Long.BYTES);
    data.asLongBuffer().put(values);
    return new Tensor(DataType.I64, shape, data);
  }

  public static Tensor ofInts(int[] values, long... shape) {
    ByteBuffer data = allocate(values.length, Integer.BYTES);
    data.asIntBuffer().put(values);
    return new Tensor(DataType.I32, shape, data);
  }

  public static Tensor ofBooleans(boolean[] values, long... shape) {
    ByteBuffer data = allocate(values.length, 1);
    for (boolean value : values) {
      data.put((byte) (value ? 1 : 0));
    }
    return new Tensor(DataType.BOOL, shape, data.flip());
  }

  /** Number of elements. */
  public int size() {
    return Math.toIntExact(elements(shape));
  }

  /** One dimension; negative counts from the end. */
  public int dimension(int axis) {
    return Math.toIntExact(shape[axis < 0 ? shape.length + axis : axis]);
  }

  /** All elements as float32; only floating types. */
  public float[] toFloats() {
    float[] values = new float[size()];
    ByteBuffer in = little();
    switch (type) {
      case F32 -> in.asFloatBuffer().get(values);
      case F64 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) in.getDouble();
        }
      }
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.float16ToFloat(in.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      case BOOL, U8, I8, I16, I32, I64 ->
          throw new IllegalArgumentException("A tensor of type " + type + " holds no floats");
    }
    return values;
  }

  /** All elements as int64; only integer types and BOOL (0 or 1). */
  public long[] toLongs() {
    long[] values = new long[size()];
    ByteBuffer in = little();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case BOOL, I8 -> in.get();
            case U8 -> Byte.toUnsignedLong(in.get());
            case I16 -> in.getShort();
            case I32 -> in.getInt();
            case I64 -> in.getLong();
            case F16, BF16, F32, F64 ->
                throw new IllegalArgumentException(
                    "A tensor of type " + type + " holds no integers");
          };
    }
    return values;
  }

  /** All elements as int32; a value outside its range throws. */
  public int[] toInts() {
    long[] values = toLongs();
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return ints;
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }

  static long elements(long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("Negative dimension in " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  private ByteBuffer little() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer allocate(int count, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
