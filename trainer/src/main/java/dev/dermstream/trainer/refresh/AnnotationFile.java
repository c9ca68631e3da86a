package dev.dermstream.trainer.refresh;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.platform.release.LabelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code annotations.json}: {@code annotations[]} with {@code identifier}, {@code diagnosis_info
 * {diagnosis_name}} and {@code photograph}, the image's path beside the file; where known {@code
 * modality} and {@code site}, by which searches can be narrowed. All problems are reported
 * together; with one of them nothing is read.
 */
final class AnnotationFile {
  private static final String NAME = "annotations.json";
  private static final int MOST_SHOWN = 20;

  private final Path folder;
  private final Map<String, Integer> classes = new HashMap<>();
  private final Set<String> identifiers = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private AnnotationFile(Path folder, List<LabelName> labels) {
    this.folder = folder;
    for (LabelName label : labels) {
      classes.put(label.english().toLowerCase(Locale.ROOT), label.idCode());
      classes.put(label.korean(), label.idCode());
    }
  }

  private record Annotations(@Nullable List<@Nullable Annotation> annotations) {}

  private record Annotation(
      @Nullable String identifier,
      @SerializedName("diagnosis_info") @Nullable Diagnosis diagnosis,
      @Nullable String photograph,
      @Nullable String modality,
      @Nullable String site) {
    ImageAttributes attributes() {
      return new ImageAttributes(modality == null ? "" : modality, site == null ? "" : site);
    }
  }

  private record Diagnosis(@SerializedName("diagnosis_name") @Nullable String name) {}

  /**
   * Reads the images of a folder.
   *
   * @param labels whose English or Korean names the diagnoses are
   */
  static List<ConfirmedImage> read(Path folder, List<LabelName> labels) throws IOException {
    return new AnnotationFile(folder, labels).read();
  }

  private List<ConfirmedImage> read() throws IOException {
    Path file = folder.resolve(NAME);
    List<ConfirmedImage> images = new ArrayList<>();
    int row = 0;
    for (Annotation annotation : annotations(file)) {
      row++;
      read(row, annotation, images);
    }
    if (row == 0) {
      problems.add("it holds no annotation");
    }
    if (!problems.isEmpty()) {
      String more = problems.size() > MOST_SHOWN ? "; and more" : "";
      throw new IOException(
          file + ": " + String.join("; ", problems.stream().limit(MOST_SHOWN).toList()) + more);
    }
    return images;
  }

  private static List<@Nullable Annotation> annotations(Path file) throws IOException {
    try {
      Annotations read = new Gson().fromJson(Files.readString(file), Annotations.class);
      return read == null || read.annotations() == null ? List.of() : read.annotations();
    } catch (JsonParseException e) {
      throw new IOException(file + ": not valid JSON of annotations", e);
    }
  }

  private void read(int row, @Nullable Annotation annotation, List<ConfirmedImage> images) {
    if (annotation == null
        || annotation.identifier() == null
        || annotation.identifier().isBlank()
        || annotation.photograph() == null
        || annotation.diagnosis() == null
        || annotation.diagnosis().name() == null) {
      problems.add(
          "annotation %d needs identifier, diagnosis_info.diagnosis_name and photograph"
              .formatted(row));
      return;
    }
    Integer idCode = idCode(annotation.diagnosis().name());
    if (idCode == null) {
      problems.add(
          "annotation %d: the label set has no %s".formatted(row, annotation.diagnosis().name()));
    }
    if (!identifiers.add(annotation.identifier())) {
      problems.add("annotation %d repeats %s".formatted(row, annotation.identifier()));
    }
    Path image = folder.resolve(annotation.photograph()).normalize();
    if (!image.startsWith(folder.normalize()) || !Files.isRegularFile(image)) {
      problems.add(
          "annotation %d: no file %s in the folder".formatted(row, annotation.photograph()));
    } else if (idCode != null) {
      add(row, annotation, annotation.identifier(), idCode, image, images);
    }
  }

  private void add(
      int row,
      Annotation annotation,
      String identifier,
      int idCode,
      Path image,
      List<ConfirmedImage> images) {
    try {
      images.add(new ConfirmedImage(identifier, idCode, annotation.attributes(), image));
    } catch (IllegalArgumentException e) {
      problems.add("annotation %d %s".formatted(row, e.getMessage()));
    }
  }

  private @Nullable Integer idCode(String diagnosis) {
    Integer korean = classes.get(diagnosis.strip());
    return korean != null ? korean : classes.get(diagnosis.strip().toLowerCase(Locale.ROOT));
  }
}
