package dev.dermstream.trainer.dataset;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Records of a JSON file: the objects of an array, or one object a line. A file that breaks off
 * gives the records before that; of lines, one that cannot be read is bad alone.
 */
final class JsonRecords {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private final Path file;
  private final RowGathering rows;
  private final RecordReader reader;

  private JsonRecords(Path file, RowGathering rows, RecordReader reader) {
    this.file = file;
    this.rows = rows;
    this.reader = reader;
  }

  /** Reads the array that is the whole file. */
  static void array(Path file, RowGathering rows, RecordReader reader) throws IOException {
    new JsonRecords(file, rows, reader).read("");
  }

  /** Reads the array under a key of the object that is the whole file. */
  static void arrayUnder(String key, Path file, RowGathering rows, RecordReader reader)
      throws IOException {
    new JsonRecords(file, rows, reader).read(key);
  }

  /** Reads a file of one object a line; lines without anything are passed over. */
  static void lines(Path file, RowGathering rows, RecordReader reader) throws IOException {
    JsonRecords records = new JsonRecords(file, rows, reader);
    // Latin-1 keeps every byte, and the bytes of line ends are those of UTF-8: so a line that is
    // not UTF-8 is bad alone.
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      long number = 0;
      for (String bytes = text.readLine(); bytes != null; bytes = text.readLine()) {
        number++;
        records.line(new Place(file, number), bytes.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  private void line(Place place, byte[] bytes) {
    try {
      String line = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean marked =
          place.line() == 1 && !line.isEmpty() && line.charAt(0) == TextFiles.BYTE_ORDER_MARK;
      String text = marked ? line.substring(1) : line;
      if (!text.isBlank()) {
        record(place, GSON.fromJson(text, JsonElement.class));
      }
    } catch (CharacterCodingException e) {
      rows.bad(place, "is not UTF-8");
    } catch (JsonParseException e) {
      rows.bad(place, "is not valid JSON");
    }
  }

  private void record(Place place, @Nullable JsonElement element) {
    try {
      if (element == null) {
        throw new IllegalArgumentException("is not a JSON object");
      }
      JsonObject object = JsonFields.object(element);
      reader.read(place, object);
    } catch (IllegalArgumentException e) {
      rows.bad(place, String.valueOf(e.getMessage()));
    }
  }

  private void read(String key) throws IOException {
    try (LineReader lines = new LineReader(TextFiles.open(file));
        JsonReader json = new JsonReader(lines)) {
      json.setStrictness(Strictness.STRICT);
      try {
        if (!(key.isEmpty() ? readArray(lines, json) : readUnder(key, lines, json))) {
          rows.bad(
              new Place(file, 1),
              key.isEmpty() ? "the file is no JSON array" : "the file has no " + key + "[]");
        }
      } catch (IOException | JsonParseException e) {
        boolean letters =
            e instanceof CharacterCodingException
                || e.getCause() instanceof CharacterCodingException;
        rows.bad(
            end(lines),
            "the file is not " + (letters ? "UTF-8" : "valid JSON") + "; from here it is not read");
      }
    } catch (CharacterCodingException e) {
      rows.bad(new Place(file, 1), "the file is not UTF-8");
    }
  }

  private Place end(LineReader lines) {
    return new Place(file, Math.max(1, lines.number()));
  }

  /** Whether the key is there at all. */
  private boolean readUnder(String key, LineReader lines, JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return false;
    }
    boolean found = false;
    json.beginObject();
    while (json.hasNext()) {
      boolean named = json.nextName().equals(key);
      if (named && readArray(lines, json)) {
        found = true;
      } else if (!named) {
        json.skipValue();
      }
    }
    json.endObject();
    return found;
  }

  /** Whether it is an array; what is none is passed over. */
  private boolean readArray(LineReader lines, JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      json.skipValue();
      return false;
    }
    json.beginArray();
    while (json.hasNext()) {
      Place place = end(lines);
      record(place, GSON.fromJson(json, JsonElement.class));
    }
    json.endArray();
    return true;
  }
}
