package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.LongStream;

/** Between which whole numbers, both included, the elements of a value lie. */
record Interval(long least, long most) {
  static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Numbers of elements: no memory that can be addressed holds more. */
  static final Interval SIZE = new Interval(0, 1L << 48);

  /** What a constant holds; empty unless that is whole numbers in the graph's own file. */
  static Optional<Interval> of(TensorProto tensor) {
    int width = width(tensor.getDataType());
    if (width == 0 || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return Optional.empty();
    }
    return tensor.hasRawData() ? hull(raw(tensor, width)) : hull(typed(tensor));
  }

  /** What a node of the type Constant holds. */
  static Optional<Interval> of(NodeProto constant) {
    for (AttributeProto attribute : constant.getAttributeList()) {
      switch (attribute.getName()) {
        case "value" -> {
          return of(attribute.getT());
        }
        case "value_int" -> {
          return hull(LongStream.of(attribute.getI()));
        }
        case "value_ints" -> {
          return hull(attribute.getIntsList().stream().mapToLong(Long::longValue));
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private static LongStream typed(TensorProto tensor) {
    return LongStream.concat(
        tensor.getInt32DataList().stream().mapToLong(Integer::longValue),
        tensor.getInt64DataList().stream().mapToLong(Long::longValue));
  }

  private static LongStream raw(TensorProto tensor, int width) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return LongStream.range(0, bytes.remaining() / width)
        .map(i -> {
          int at = (int) i * width;
          return width == Integer.BYTES ? bytes.getInt(at) : bytes.getLong(at);
        });
  }

  private static int width(int type) {
    return switch (DataType.forNumber(type)) {
      case INT32 -> Integer.BYTES;
      case INT64 -> Long.BYTES;
      case null, default -> 0;
    };
  }

  private static Optional<Interval> hull(LongStream values) {
    LongSummaryStatistics found = values.summaryStatistics();
    return found.getCount() == 0
        ? Optional.empty()
        : Optional.of(new Interval(found.getMin(), found.getMax()));
  }

  boolean contains(long value) {
    return least <= value && value <= most;
  }

  boolean isWithin(long from, long to) {
    return from <= least && most <= to;
  }

  /** The smallest that holds both. */
  Interval or(Interval other) {
    return new Interval(Math.min(least, other.least), Math.max(most, other.most));
  }

  Interval plus(Interval other) {
    return new Interval(sum(least, other.least), sum(most, other.most));
  }

  Interval negated() {
    return new Interval(opposite(most), opposite(least));
  }

  Interval times(Interval other) {
    long a = product(least, other.least);
    long b = product(least, other.most);
    long c = product(most, other.least);
    long d = product(most, other.most);
    return new Interval(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  /** Bounds that would be passed are kept: of sizes, which are what is multiplied, none are. */
  private static long sum(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? end(a > 0) : sum;
  }

  private static long product(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return (high == 0 && low >= 0) || (high == -1 && low < 0) ? low : end((a > 0) == (b > 0));
  }

  private static long opposite(long value) {
    return value == Long.MIN_VALUE ? Long.MAX_VALUE : -value;
  }

  private static long end(boolean positive) {
    return positive ? Long.MAX_VALUE : Long.MIN_VALUE;
  }
}
