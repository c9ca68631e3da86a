package dev.dermstream.node.oip;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.oip.v2.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Tensors as lists of numbers. A datatype has one field; FP16 and BF16 have none. Numbers narrower
 * than their field are checked against their range.
 */
final class TypedContents {
  /** How many elements each field holds, by the field's name. */
  private static final Map<String, ToIntFunction<InferTensorContents>> FIELDS =
      Map.of(
          "bool_contents", InferTensorContents::getBoolContentsCount,
          "int_contents", InferTensorContents::getIntContentsCount,
          "int64_contents", InferTensorContents::getInt64ContentsCount,
          "uint_contents", InferTensorContents::getUintContentsCount,
          "uint64_contents", InferTensorContents::getUint64ContentsCount,
          "fp32_contents", InferTensorContents::getFp32ContentsCount,
          "fp64_contents", InferTensorContents::getFp64ContentsCount,
          "bytes_contents", InferTensorContents::getBytesContentsCount);

  private TypedContents() {}

  /**
   * Reads a tensor of a shape that was checked.
   *
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT if the datatype has no field, the
   *     elements are in another's, too many, too few, or out of range
   */
  static HostTensor read(String name, TensorType type, long[] shape, InferTensorContents contents) {
    requireCount(name, type, shape, contents);
    if (type == TensorType.BYTES) {
      return HostTensor.ofBytes(
          shape, contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList());
    }
    // No overflow: so many elements are in memory already.
    int bytes = Math.toIntExact(HostTensor.byteCount(type, shape));
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(name, type, contents, data);
    return HostTensor.of(type, shape, data.flip());
  }

  private static void requireCount(
      String name, TensorType type, long[] shape, InferTensorContents contents) {
    String field = field(type);
    if (field.isEmpty()) {
      throw Refusal.invalid(
          "Input %s: %s has no typed contents; send it in raw_input_contents.", name, type);
    }
    long expected = HostTensor.elementCount(shape);
    FIELDS.forEach((other, counter) -> {
      int count = counter.applyAsInt(contents);
      if (other.equals(field) && count != expected) {
        throw Refusal.invalid(
            "Input %s: %s%s takes %d elements; %d are in %s.",
            name, type, TensorSpec.shown(shape), expected, count, field);
      }
      if (!other.equals(field) && count > 0) {
        throw Refusal.invalid("Input %s: %s belongs in %s, not %s.", name, type, field, other);
      }
    });
  }

  private static String field(TensorType type) {
    return switch (type) {
      case BOOL -> "bool_contents";
      case INT8, INT16, INT32 -> "int_contents";
      case INT64 -> "int64_contents";
      case UINT8, UINT16, UINT32 -> "uint_contents";
      case UINT64 -> "uint64_contents";
      case FP32 -> "fp32_contents";
      case FP64 -> "fp64_contents";
      case BYTES -> "bytes_contents";
      case FP16, BF16 -> "";
    };
  }

  private static void fill(
      String name, TensorType type, InferTensorContents contents, ByteBuffer data) {
    int count = data.remaining() / type.width();
    for (int i = 0; i < count; i++) {
      switch (type) {
        case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        case INT8, INT16, INT32 -> put(name, type, contents.getIntContents(i), data);
        case UINT8, UINT16, UINT32 -> put(name, type, contents.getUintContents(i), data);
        case INT64 -> data.putLong(contents.getInt64Contents(i));
        case UINT64 -> data.putLong(contents.getUint64Contents(i));
        case FP32 -> data.putFloat(contents.getFp32Contents(i));
        case FP64 -> data.putDouble(contents.getFp64Contents(i));
        case FP16, BF16, BYTES -> throw new IllegalArgumentException(type + " has no such field");
      }
    }
  }

  private static void put(String name, TensorType type, int value, ByteBuffer data) {
    if (!fits(type, value)) {
      throw Refusal.invalid("Input %s: %d is no %s.", name, value, type);
    }
    switch (type.width()) {
      case Byte.BYTES -> data.put((byte) value);
      case Short.BYTES -> data.putShort((short) value);
      default -> data.putInt(value);
    }
  }

  private static boolean fits(TensorType type, int value) {
    return switch (type) {
      case INT8 -> value == (byte) value;
      case INT16 -> value == (short) value;
      case UINT8 -> value >>> Byte.SIZE == 0;
      case UINT16 -> value >>> Short.SIZE == 0;
      default -> true;
    };
  }

  /**
   * Refuses to write outputs of a model whose datatype has no field.
   *
   * @param outputs their names; empty for all
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT
   */
  static void requireWritable(ModelDescription model, List<String> outputs) {
    for (TensorSpec spec : model.outputs()) {
      boolean asked = outputs.isEmpty() || outputs.contains(spec.name());
      if (asked && field(spec.type()).isEmpty()) {
        throw Refusal.invalid(
            "Output %s: %s has no typed contents; leave binary_data_output true.",
            spec.name(), spec.type());
      }
    }
  }

  /** The elements of an output whose datatype has a field. */
  static InferTensorContents write(HostTensor tensor) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    if (tensor.type() == TensorType.BYTES) {
      // Safe: a tensor never changes.
      tensor
          .elements()
          .forEach(string -> contents.addBytesContents(UnsafeByteOperations.unsafeWrap(string)));
      return contents.build();
    }
    ByteBuffer data = tensor.data();
    while (data.hasRemaining()) {
      add(tensor.type(), data, contents);
    }
    return contents.build();
  }

  private static void add(TensorType type, ByteBuffer data, InferTensorContents.Builder contents) {
    switch (type) {
      case BOOL -> contents.addBoolContents(data.get() != 0);
      case INT8 -> contents.addIntContents(data.get());
      case INT16 -> contents.addIntContents(data.getShort());
      case INT32 -> contents.addIntContents(data.getInt());
      case INT64 -> contents.addInt64Contents(data.getLong());
      case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(data.get()));
      case UINT16 -> contents.addUintContents(Short.toUnsignedInt(data.getShort()));
      case UINT32 -> contents.addUintContents(data.getInt());
      case UINT64 -> contents.addUint64Contents(data.getLong());
      case FP32 -> contents.addFp32Contents(data.getFloat());
      case FP64 -> contents.addFp64Contents(data.getDouble());
      case FP16, BF16, BYTES -> throw new IllegalArgumentException(type + " has no such field");
    }
  }
}
