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
 * A file of texts: one JSON object a line with {@code reference} and {@code candidate}, and where
 * they are known {@code identifier}, {@code group}, {@code modality}, {@code language}, {@code
 * kind}, {@code distractors} and {@code field}; other keys are for other readers. Blank lines are
 * skipped. A reference that is a JSON object of texts is an extraction: its fields become rows.
 */
final class TextFile {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private TextFile() {}

  private record Line(
      @Nullable String identifier,
      @Nullable String reference,
      @Nullable String candidate,
      @Nullable String group,
      @Nullable String modality,
      @Nullable String language,
      @Nullable String kind,
      @Nullable List<@Nullable String> distractors,
      @Nullable String field) {}

  /**
   * Reads it.
   *
   * @return at least one
   * @throws ServiceException (INVALID_INPUT) naming file and line
   */
  static List<TextRow> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": there is no such file.");
    }
    List<String> lines = lines(file);
    List<TextRow> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        rows.addAll(Extraction.fields(row(file, i + 1, lines.get(i))));
      }
    }
    if (rows.isEmpty()) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": holds no pair of texts.");
    }
    return rows;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": is not UTF-8.", e);
    }
  }

  private static TextRow row(Path file, int number, String text) {
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
    List<String> distractors = new ArrayList<>();
    if (line.distractors != null) {
      for (String distractor : line.distractors) {
        if (distractor == null || distractor.isBlank()) {
          throw refuse(file, number, "has a blank distractor", null);
        }
        distractors.add(distractor);
      }
    }
    String field = known(line.field);
    return new TextRow(
        number,
        known(line.identifier),
        line.reference,
        line.candidate,
        known(line.group),
        known(line.modality),
        known(line.language),
        known(line.kind),
        distractors,
        field,
        !field.isEmpty() && line.candidate.isBlank()
            ? TextRow.State.MISSING
            : TextRow.State.WRITTEN);
  }

  private static String known(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static ServiceException refuse(
      Path file, int number, String problem, @Nullable Throwable cause) {
    String sentence = "%s: line %d %s.".formatted(file, number, problem);
    return cause == null
        ? new ServiceException(ErrorCode.INVALID_INPUT, sentence)
        : new ServiceException(ErrorCode.INVALID_INPUT, sentence, cause);
  }
}
