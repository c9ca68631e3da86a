package dev.dermstream.trainer.evaluation.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of pairs: one JSON object a line with {@code reference} and {@code candidate}; blank lines
 * are skipped.
 */
final class TextFile {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private TextFile() {}

  private record Line(@Nullable String reference, @Nullable String candidate) {}

  /**
   * Reads it.
   *
   * @return at least one
   * @throws ServiceException (INVALID_INPUT) naming file and line
   */
  static List<TextPair> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": there is no such file.");
    }
    List<String> lines = lines(file);
    List<TextPair> pairs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        pairs.add(pair(file, i + 1, lines.get(i)));
      }
    }
    if (pairs.isEmpty()) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": holds no pair of texts.");
    }
    return pairs;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": is not UTF-8.", e);
    }
  }

  private static TextPair pair(Path file, int number, String text) {
    Line line;
    try {
      line = GSON.fromJson(text, Line.class);
    } catch (JsonParseException e) {
      throw refuse(file, number, "is no JSON object of texts", e);
    }
    if (line == null || line.reference == null || line.reference.isBlank()) {
      throw refuse(file, number, "has no reference", null);
    }
    if (line.candidate == null) {
      throw refuse(file, number, "has no candidate", null);
    }
    return new TextPair(number, line.reference, line.candidate);
  }

  private static ServiceException refuse(
      Path file, int number, String problem, @Nullable Throwable cause) {
    String sentence = "%s: line %d %s.".formatted(file, number, problem);
    return cause == null
        ? new ServiceException(ErrorCode.INVALID_INPUT, sentence)
        : new ServiceException(ErrorCode.INVALID_INPUT, sentence, cause);
  }
}
