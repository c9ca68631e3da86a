package dev.dermstream.node.dicom;

import dev.dermstream.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The top-level attributes of groups 0002 and 0028, and the pixel data if there is any. */
final class DataSet {
  private record Value(int offset, int length) {}

  private final byte[] file;
  private final Map<Integer, Value> values = new HashMap<>();
  private @Nullable PixelData pixelData;

  DataSet(byte[] file) {
    this.file = file;
  }

  void put(int tag, int offset, int length) {
    values.put(tag, new Value(offset, length));
  }

  void setPixelData(PixelData pixels) {
    pixelData = pixels;
  }

  Optional<PixelData> pixelData() {
    return Optional.ofNullable(pixelData);
  }

  boolean has(int tag) {
    return values.containsKey(tag);
  }

  /** Text of an attribute without its padding; empty if absent. */
  String text(int tag) {
    Value value = values.get(tag);
    if (value == null) {
      return "";
    }
    String text = new String(file, value.offset(), value.length(), StandardCharsets.ISO_8859_1);
    return text.replace('\0', ' ').strip();
  }

  /** An attribute of value representation US. */
  int unsignedShort(int tag, String name) throws DicomException {
    Value value = values.get(tag);
    if (value == null || value.length() != 2) {
      throw new DicomException(
          ErrorCode.CORRUPT_IMAGE, "The DICOM attribute " + name + " is missing or malformed.");
    }
    return (file[value.offset()] & 0xFF) | (file[value.offset() + 1] & 0xFF) << 8;
  }
}
