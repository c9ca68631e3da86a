package dev.dermstream.trainer.evaluation.classification;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names of classes in order: a JSON array of texts, or the {@code labels[]} with {@code name_en} of
 * a release's {@code profile.json}.
 */
public final class ClassNameFile {
  private ClassNameFile() {}

  /**
   * Reads a file.
   *
   * @return at least one
   * @throws ServiceException (INVALID_INPUT) if it holds no such names
   */
  public static List<String> read(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonElement element : array(file)) {
      JsonElement name = element instanceof JsonObject label ? label.get("name_en") : element;
      if (!(name instanceof JsonPrimitive text)
          || !text.isString()
          || text.getAsString().isBlank()) {
        throw refuse(file, null);
      }
      names.add(text.getAsString());
    }
    if (names.isEmpty()) {
      throw refuse(file, null);
    }
    return List.copyOf(names);
  }

  private static JsonArray array(Path file) throws IOException {
    JsonElement json;
    try {
      json = JsonParser.parseString(Files.readString(file));
    } catch (JsonParseException e) {
      throw refuse(file, e);
    }
    JsonElement names = json instanceof JsonObject profile ? profile.get("labels") : json;
    if (names instanceof JsonArray array) {
      return array;
    }
    throw refuse(file, null);
  }

  private static ServiceException refuse(Path file, @Nullable Throwable cause) {
    String sentence = file + ": is no JSON array of class names and no profile.json with labels.";
    return cause == null
        ? new ServiceException(ErrorCode.INVALID_INPUT, sentence)
        : new ServiceException(ErrorCode.INVALID_INPUT, sentence, cause);
  }
}
