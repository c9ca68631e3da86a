package dev.dermstream.trainer.dataset;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Annotations in the form of AI-Hub's skin tumour data: every {@code .json} file of a folder and
 * those in it, each an object with {@code annotations[]}; see {@link Annotation} for what one
 * holds. A file that breaks off gives the annotations before that.
 */
public final class AiHubImporter implements DatasetImporter {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private final Optional<ClassNames> classes;
  private final String modality;

  /**
   * @param classes that are known; every class is, unless given
   * @param modality of images whose annotation names none; empty if not known
   */
  public AiHubImporter(Optional<ClassNames> classes, String modality) {
    this.classes = classes;
    this.modality = modality;
  }

  @Override
  public ReadRows read(Path folder) throws IOException {
    Path root = folder.toRealPath();
    RowGathering rows = new RowGathering(classes);
    ImageFolder images = ImageFolder.of(root);
    List<Path> files = annotationFiles(root);
    if (files.isEmpty()) {
      throw new DatasetException(folder + ": no .json file of annotations");
    }
    for (Path file : files) {
      read(file, new Annotation(images, file.resolveSibling(""), modality), rows);
    }
    return rows.rows();
  }

  private static List<Path> annotationFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  private static void read(Path file, Annotation annotation, RowGathering rows) throws IOException {
    try (LineReader lines = new LineReader(TextFiles.open(file));
        JsonReader json = new JsonReader(lines)) {
      json.setStrictness(Strictness.STRICT);
      try {
        if (!readRoot(file, lines, json, annotation, rows)) {
          rows.bad(new Place(file, 1), "the file has no annotations[]");
        }
      } catch (IOException | JsonParseException e) {
        boolean letters =
            e instanceof CharacterCodingException
                || e.getCause() instanceof CharacterCodingException;
        rows.bad(
            end(file, lines),
            "the file is not " + (letters ? "UTF-8" : "valid JSON") + "; from here it is not read");
      }
    } catch (CharacterCodingException e) {
      rows.bad(new Place(file, 1), "the file is not UTF-8");
    }
  }

  private static Place end(Path file, LineReader lines) {
    return new Place(file, Math.max(1, lines.number()));
  }

  /** Whether there are annotations at all. */
  private static boolean readRoot(
      Path file, LineReader lines, JsonReader json, Annotation annotation, RowGathering rows)
      throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return false;
    }
    boolean found = false;
    json.beginObject();
    while (json.hasNext()) {
      boolean annotations = json.nextName().equals("annotations");
      if (annotations && json.peek() == JsonToken.BEGIN_ARRAY) {
        found = true;
        readAll(file, lines, json, annotation, rows);
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return found;
  }

  private static void readAll(
      Path file, LineReader lines, JsonReader json, Annotation annotation, RowGathering rows)
      throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      Place place = end(file, lines);
      @Nullable JsonElement element = GSON.fromJson(json, JsonElement.class);
      try {
        if (element == null) {
          throw new IllegalArgumentException("is not a JSON object");
        }
        rows.add(place, annotation.row(JsonFields.object(element)));
      } catch (IllegalArgumentException e) {
        rows.bad(place, String.valueOf(e.getMessage()));
      }
    }
    json.endArray();
  }
}
