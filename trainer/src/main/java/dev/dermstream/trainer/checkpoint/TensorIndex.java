package dev.dermstream.trainer.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Safetensors;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the tensors of a safetensors file lie in it, for formats that refer into the file.
 *
 * @param location the file's name, relative to its directory
 * @param entries by tensor name
 */
public record TensorIndex(String location, Map<String, Entry> entries) {
  /**
   * One tensor's place.
   *
   * @param shape not copied; callers must not change it
   * @param offset of the first byte from the start of the file
   * @param length in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; read-only by contract
  public record Entry(DataType type, long[] shape, long offset, long length) {}

  /** Reads a file's header, after the whole file has been checked. */
  public static TensorIndex read(Path file) throws IOException {
    Safetensors.read(file);
    try (InputStream stream = Files.newInputStream(file);
        DataInputStream data = new DataInputStream(stream)) {
      int headerBytes = Math.toIntExact(Long.reverseBytes(data.readLong()));
      String header = new String(data.readNBytes(headerBytes), StandardCharsets.UTF_8);
      JsonObject json = JsonParser.parseString(header).getAsJsonObject();
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
        if (!entry.getKey().equals("__metadata__")) {
          entries.put(
              entry.getKey(),
              entry(entry.getValue().getAsJsonObject(), (long) Long.BYTES + headerBytes));
        }
      }
      return new TensorIndex(String.valueOf(file.getFileName()), entries);
    }
  }

  private static Entry entry(JsonObject json, long dataStart) {
    JsonArray dimensions = json.getAsJsonArray("shape");
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).getAsLong();
    }
    JsonArray offsets = json.getAsJsonArray("data_offsets");
    long begin = offsets.get(0).getAsLong();
    return new Entry(
        DataType.valueOf(json.get("dtype").getAsString()),
        shape,
        dataStart + begin,
        offsets.get(1).getAsLong() - begin);
  }
}
