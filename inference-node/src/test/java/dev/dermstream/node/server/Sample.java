package dev.dermstream.node.server;

import com.google.protobuf.ByteString;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.oip.v2.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a test writes it down, and both of its forms on the wire, made here without the code
 * under test.
 *
 * @param values a Long for whole numbers and BOOL, a Double for floating point, a String for BYTES
 */
record Sample(TensorType type, List<Long> shape, List<?> values) {
  static Sample of(TensorType type, List<Long> shape, Object... values) {
    return new Sample(type, shape, Arrays.asList(values));
  }

  boolean hasTypedForm() {
    return type != TensorType.FP16 && type != TensorType.BF16;
  }

  ByteString raw() {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(value -> put(value, bytes));
    return ByteString.copyFrom(bytes.flip());
  }

  private void put(Object value, ByteBuffer bytes) {
    switch (type) {
      case BOOL, INT8, UINT8 -> bytes.put((byte) whole(value));
      case INT16, UINT16 -> bytes.putShort((short) whole(value));
      case INT32, UINT32 -> bytes.putInt((int) whole(value));
      case INT64, UINT64 -> bytes.putLong(whole(value));
      case FP16 -> bytes.putShort(Float.floatToFloat16((float) real(value)));
      case BF16 -> bytes.putShort((short) (Float.floatToIntBits((float) real(value)) >> 16));
      case FP32 -> bytes.putFloat((float) real(value));
      case FP64 -> bytes.putDouble(real(value));
      case BYTES -> {
        byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
        bytes.putInt(text.length).put(text);
      }
    }
  }

  InferTensorContents typed() {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (Object value : values) {
      switch (type) {
        case BOOL -> contents.addBoolContents(whole(value) != 0);
        case INT8, INT16, INT32 -> contents.addIntContents((int) whole(value));
        case UINT8, UINT16, UINT32 -> contents.addUintContents((int) whole(value));
        case INT64 -> contents.addInt64Contents(whole(value));
        case UINT64 -> contents.addUint64Contents(whole(value));
        case FP32 -> contents.addFp32Contents((float) real(value));
        case FP64 -> contents.addFp64Contents(real(value));
        case BYTES -> contents.addBytesContents(ByteString.copyFromUtf8((String) value));
        case FP16, BF16 -> throw new IllegalStateException(type + " has no typed form");
      }
    }
    return contents.build();
  }

  private static long whole(Object value) {
    return ((Number) value).longValue();
  }

  private static double real(Object value) {
    return ((Number) value).doubleValue();
  }
}
