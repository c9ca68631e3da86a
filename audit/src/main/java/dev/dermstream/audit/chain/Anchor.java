package dev.dermstream.audit.chain;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain's head at some time, kept outside the store. Whoever can write to the store could cut the
 * end of a chain off or write it anew with digests that hold together; an anchor shows it for every
 * record up to its own.
 */
public record Anchor(Instant at, ChainHead head) {
  /**
   * Adds a line to a file and forces it to the disk.
   *
   * @throws IOException if it cannot be written
   */
  public void appendTo(Path file) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("at", at.toString());
    json.addProperty("chain", head.chain());
    json.addProperty("sequence", head.sequence());
    json.addProperty("hash", head.hash());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer line = StandardCharsets.UTF_8.encode(json + "\n");
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
  }

  /**
   * Reads a file of anchors.
   *
   * @throws IOException if it cannot be read or a line is no anchor
   */
  public static List<Anchor> read(Path file) throws IOException {
    List<Anchor> anchors = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      try {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        anchors.add(
            new Anchor(
                Instant.parse(required(json, "at").getAsString()),
                new ChainHead(
                    required(json, "chain").getAsString(),
                    required(json, "sequence").getAsLong(),
                    required(json, "hash").getAsString())));
      } catch (RuntimeException e) {
        throw new IOException("%s, line %d: no anchor of a chain".formatted(file, number), e);
      }
    }
    return anchors;
  }

  private static JsonElement required(JsonObject json, String field) {
    JsonElement value = json.get(field);
    if (value == null) {
      throw new JsonParseException(field + " is missing");
    }
    return value;
  }
}
