package dev.dermstream.trainer.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** JSON of runs, read by what it may hold: what is not there, or null, is empty. */
final class JsonFile {
  private JsonFile() {}

  /**
   * The object in a file.
   *
   * @return empty if there is no such file
   * @throws ServiceException (INVALID_INPUT) if it holds anything else
   */
  static Optional<JsonObject> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(object(file.toString(), Files.readString(file)));
    } catch (CharacterCodingException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": is not UTF-8.", e);
    }
  }

  /**
   * The object that a text is.
   *
   * @param name of the text, for the refusal
   */
  static JsonObject object(String name, String text) {
    try {
      if (JsonParser.parseString(text) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, name + ": is no JSON object.", e);
    }
    throw new ServiceException(ErrorCode.INVALID_INPUT, name + ": is no JSON object.");
  }

  static Optional<JsonObject> object(JsonObject of, String key) {
    return of.get(key) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  static Optional<JsonArray> array(JsonObject of, String key) {
    return of.get(key) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
  }

  /** A number that can be drawn and compared. */
  static OptionalDouble number(JsonObject of, String key) {
    return number(of.get(key));
  }

  static OptionalDouble number(@Nullable JsonElement element) {
    if (element instanceof JsonPrimitive value
        && value.isNumber()
        && Double.isFinite(value.getAsDouble())) {
      return OptionalDouble.of(value.getAsDouble());
    }
    return OptionalDouble.empty();
  }

  /** Text, numbers and truth values as they are written. */
  static Optional<String> text(JsonObject of, String key) {
    return of.get(key) instanceof JsonPrimitive value
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }
}
