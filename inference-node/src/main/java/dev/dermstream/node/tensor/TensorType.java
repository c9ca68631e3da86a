package dev.dermstream.node.tensor;

import java.util.Optional;

/**
 * The datatypes of the Open Inference Protocol; a constant's name is what travels on the wire.
 * UINT8 to UINT64 are told from INT8 to INT64 by their type alone: Java holds the same bits.
 */
public enum TensorType {
  /** One byte, 0 or 1. */
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  /** IEEE 754 binary16. */
  FP16(2),
  /** The upper half of an IEEE 754 binary32. */
  BF16(2),
  FP32(4),
  FP64(8),
  /** Byte strings of any length; an engine may take them as text. */
  BYTES(0);

  private final int width;

  TensorType(int width) {
    this.width = width;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements differ in length. */
  public int width() {
    return width;
  }

  /** True if every element has the same width. */
  public boolean isFixedWidth() {
    return width > 0;
  }

  /** True for the types that can hold a NaN. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FP16, BF16, FP32, FP64 -> true;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
    };
  }

  /** The type of that name, upper case; empty if there is none. */
  public static Optional<TensorType> named(String name) {
    for (TensorType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
