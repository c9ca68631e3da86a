package dev.dermstream.trainer.dataset;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The classes that are known, by either of their names and whatever the case. */
public final class ClassNames {
  private final Map<String, String> names = new HashMap<>();

  private ClassNames() {}

  private record Labels(@Nullable List<@Nullable Label> labels) {}

  private record Label(
      @SerializedName("name_en") @Nullable String english,
      @SerializedName("name_ko") @Nullable String korean) {}

  /**
   * Reads {@code labels[]} with {@code name_en} and {@code name_ko}, as in the {@code profile.json}
   * of a release.
   *
   * @throws DatasetException if the file holds no such labels
   */
  public static ClassNames read(Path file) throws IOException {
    List<@Nullable Label> labels = labels(file);
    ClassNames classes = new ClassNames();
    for (Label label : labels) {
      if (label == null || label.english() == null || label.english().isBlank()) {
        throw new DatasetException(file + ": every one of labels needs name_en");
      }
      classes.add(label.english(), label.english());
      if (label.korean() != null) {
        classes.add(label.korean(), label.english());
      }
    }
    return classes;
  }

  private static List<@Nullable Label> labels(Path file) throws IOException {
    try {
      Labels read = new Gson().fromJson(Files.readString(file), Labels.class);
      if (read == null || read.labels() == null || read.labels().isEmpty()) {
        throw new DatasetException(file + ": labels is missing or empty");
      }
      return read.labels();
    } catch (JsonParseException e) {
      throw new DatasetException(file + ": not valid JSON of labels", e);
    }
  }

  private void add(String name, String english) {
    names.put(name.strip().toLowerCase(Locale.ROOT), english.strip());
  }

  /** The English name of a class. */
  Optional<String> find(String name) {
    return Optional.ofNullable(names.get(name.strip().toLowerCase(Locale.ROOT)));
  }
}
