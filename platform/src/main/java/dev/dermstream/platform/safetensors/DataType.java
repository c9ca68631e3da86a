package dev.dermstream.platform.safetensors;

/** Element types of the safetensors format that are read and written here. */
public enum DataType {
  BOOL(1),
  U8(1),
  I8(1),
  I16(2),
  I32(4),
  I64(8),
  F16(2),
  BF16(2),
  F32(4),
  F64(8);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }
}
