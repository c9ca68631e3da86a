package dev.dermstream.index.snapshot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.search.ImageAttributes;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a file says of the training images, in the order of their embeddings.
 *
 * @param identifiers {@code [n]}
 * @param attributes {@code [n]}
 */
record ImageLines(List<String> identifiers, List<ImageAttributes> attributes) {
  private static final String IDENTIFIER = "identifier";
  private static final String MODALITY = "modality";
  private static final String SITE = "site";
  private static final Set<String> KEYS = Set.of(IDENTIFIER, MODALITY, SITE);

  ImageLines {
    identifiers = List.copyOf(identifiers);
    attributes = List.copyOf(attributes);
  }

  /** Images of which nothing is known but their place. */
  static ImageLines numbered(int count) {
    return new ImageLines(
        IntStream.range(0, count).mapToObj(Integer::toString).toList(),
        Collections.nCopies(count, ImageAttributes.UNKNOWN));
  }

  /**
   * Reads a JSON object from every line.
   *
   * @throws ServiceException INVALID_INPUT naming the line that does not fit
   */
  static ImageLines read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": there is no such file.");
    }
    List<String> identifiers = new ArrayList<>();
    List<ImageAttributes> attributes = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      try {
        JsonObject image = object(line);
        identifiers.add(text(image, IDENTIFIER));
        attributes.add(new ImageAttributes(text(image, MODALITY), text(image, SITE)));
      } catch (IllegalArgumentException e) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT, "%s: line %d %s.".formatted(file, number, e.getMessage()), e);
      }
    }
    return new ImageLines(identifiers, attributes);
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": is not UTF-8 text.", e);
    }
  }

  private static JsonObject object(String line) {
    JsonElement element;
    try {
      element = JsonParser.parseString(line);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
    if (!element.isJsonObject()) {
      throw new IllegalArgumentException("is not a JSON object");
    }
    for (String key : element.getAsJsonObject().keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "has the key %s, which is none of identifier, modality, site".formatted(key));
      }
    }
    return element.getAsJsonObject();
  }

  /** Empty if the key is not there. */
  private static String text(JsonObject image, String key) {
    JsonElement value = image.get(key);
    if (value == null) {
      return "";
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new IllegalArgumentException("has no text as its %s".formatted(key));
    }
    return value.getAsString();
  }
}
