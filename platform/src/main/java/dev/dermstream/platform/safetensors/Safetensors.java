package dev.dermstream.platform.safetensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes safetensors: 8 bytes header length, a JSON header of name to {dtype, shape,
 * data_offsets}, then the data. A file is mapped, not copied; every offset is checked before it is
 * used. Files of at most 2 GiB.
 */
public final class Safetensors {
  private static final int MAX_HEADER_BYTES = 16 << 20;
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /**
   * Reads every tensor of a file, in the order of its header.
   *
   * @throws IOException if the file cannot be read or is not a whole safetensors file; the message
   *     names the file and the tensor
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(file + ": over 2 GiB");
      }
      return read(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  /** Reads every tensor of a buffer; {@code source} is named in errors. */
  public static Map<String, Tensor> read(String source, ByteBuffer content) throws IOException {
    ByteBuffer file = content.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (file.remaining() < Long.BYTES) {
      throw new IOException(source + ": too short for a safetensors file");
    }
    long headerBytes = file.getLong();
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, file.remaining())) {
      throw new IOException(
          source + ": not a safetensors file (header of " + headerBytes + " bytes)");
    }
    byte[] header = new byte[(int) headerBytes];
    file.get(header);
    ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      JsonObject entries =
          JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject();
      for (Map.Entry<String, JsonElement> entry : entries.entrySet()) {
        if (!entry.getKey().equals(METADATA)) {
          tensors.put(entry.getKey(), tensor(entry.getValue().getAsJsonObject(), data));
        }
      }
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | ArithmeticException
        | UnsupportedOperationException
        | ClassCastException
        | IndexOutOfBoundsException
        | NullPointerException e) {
      throw new IOException(source + ": damaged safetensors header: " + e.getMessage(), e);
    }
    return tensors;
  }

  private static Tensor tensor(JsonObject entry, ByteBuffer data) {
    DataType type = DataType.valueOf(entry.get("dtype").getAsString());
    JsonArray dimensions = entry.getAsJsonArray("shape");
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).getAsLong();
    }
    JsonArray offsets = entry.getAsJsonArray("data_offsets");
    long begin = offsets.get(0).getAsLong();
    long end = offsets.get(1).getAsLong();
    if (begin < 0 || end < begin || end > data.limit()) {
      throw new IllegalArgumentException(
          "data_offsets %d to %d outside %d bytes".formatted(begin, end, data.limit()));
    }
    return new Tensor(type, shape, data.slice((int) begin, (int) (end - begin)));
  }

  /** Writes a file whole or not at all: a temporary file is synced and moved into place. */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    JsonObject header = new JsonObject();
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      JsonObject description = new JsonObject();
      description.addProperty("dtype", tensor.type().name());
      JsonArray shape = new JsonArray();
      for (long dimension : tensor.shape()) {
        shape.add(dimension);
      }
      description.add("shape", shape);
      JsonArray offsets = new JsonArray();
      offsets.add(offset);
      offset += tensor.data().remaining();
      offsets.add(offset);
      description.add("data_offsets", offsets);
      header.add(entry.getKey(), description);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, head.flip());
      for (Tensor tensor : tensors.values()) {
        writeFully(channel, tensor.data().duplicate());
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
