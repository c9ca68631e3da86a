package dev.dermstream.trainer.evaluation.classification;

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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code classes.json}: the classes' names, a JSON array in the order of the probabilities'
 * columns. Immutable.
 */
public final class ClassNameList {
  /** Beside the predictions, where no other file is named. */
  public static final String FILE_NAME = "classes.json";

  /** Classes have numbers and no names. */
  public static final ClassNameList NONE = new ClassNameList(FILE_NAME, List.of());

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private final String source;
  private final List<String> names;

  private ClassNameList(String source, List<String> names) {
    this.source = source;
    this.names = names;
  }

  /**
   * Reads a file.
   *
   * @throws ServiceException (INVALID_INPUT) if it is no array of names that are not blank, no two
   *     alike
   */
  public static ClassNameList read(Path file) throws IOException {
    @Nullable String @Nullable [] names;
    try {
      names = GSON.fromJson(Files.readString(file), String[].class);
    } catch (JsonParseException | CharacterCodingException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": is no JSON array of names.", e);
    }
    if (names == null || Arrays.stream(names).anyMatch(name -> name == null || name.isBlank())) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, file + ": is no JSON array of names that are not blank.");
    }
    List<String> all = Arrays.stream(names).map(Objects::requireNonNull).toList();
    if (all.stream().distinct().count() < all.size()) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": two classes have one name.");
    }
    return new ClassNameList(file.toString(), all);
  }

  /** The names beside predictions, or numbers where there is no such file. */
  public static ClassNameList beside(Path predictions) throws IOException {
    Path file = predictions.resolveSibling(FILE_NAME);
    return Files.isRegularFile(file) ? read(file) : NONE;
  }

  /**
   * A name for each of so many classes.
   *
   * @throws ServiceException (INVALID_INPUT) if there are more or fewer names
   */
  public List<String> of(int classes) {
    if (names.isEmpty()) {
      return IntStream.range(0, classes).mapToObj(code -> "Class " + code).toList();
    }
    if (names.size() != classes) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "%s: has %d names, the predictions %d classes.".formatted(source, names.size(), classes));
    }
    return names;
  }
}
