package dev.dermstream.trainer.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures of publications: one {@code .jsonl} or {@code .csv} file beside the folders of images.
 * Keys, or columns, are {@code figure} (a path from the file, or the image's name), {@code caption}
 * and {@code pmcid}; {@code labels}, of the 29 {@linkplain FigureCategory categories}: an array, or
 * a text that separates them by semicolons; where known {@code identifier} and {@code modality}.
 * The first label is the class; a figure without one is {@code Other}. The PMC id is the paper.
 */
public final class PmcImporter implements DatasetImporter {
  private static final Pattern PMC_ID = Pattern.compile("(?:PMC)?([1-9]\\d{0,9})(?:\\.\\d+)?");

  private final Optional<ClassNames> classes;
  private final String modality;

  /**
   * @param classes that are known; every category is, unless given
   * @param modality of figures whose record names none; empty if not known
   */
  public PmcImporter(Optional<ClassNames> classes, String modality) {
    this.classes = classes;
    this.modality = modality;
  }

  @Override
  public ReadRows read(Path folder) throws IOException {
    Path root = folder.toRealPath();
    Path file = DataFiles.one(root, ".jsonl or .csv file of figures", ".jsonl", ".csv");
    RowGathering rows = new RowGathering(classes);
    ImageFolder images = ImageFolder.of(root);
    List<Place> manyLabels = new ArrayList<>();
    RecordReader figures =
        (place, record) -> {
          Set<FigureCategory> labels = labels(record);
          rows.add(place, row(record, labels, images, root));
          if (labels.size() > 1) {
            manyLabels.add(place);
          }
        };
    if (DataFiles.endsWith(file, ".csv")) {
      CsvRecords.read(file, rows, header -> asObjects(CsvRecords.columns(file, header), figures));
    } else {
      JsonRecords.lines(file, rows, figures);
    }
    if (!manyLabels.isEmpty()) {
      rows.note(
          "%d figures have several labels: the first is the class.".formatted(manyLabels.size()));
    }
    return rows.rows();
  }

  private static CsvRecords.Taker asObjects(Map<String, Integer> columns, RecordReader figures) {
    return (place, record) -> {
      JsonObject object = new JsonObject();
      columns.forEach((name, at) -> object.addProperty(name, record.get(at)));
      figures.read(place, object);
    };
  }

  private ManifestRow row(
      JsonObject record, Set<FigureCategory> labels, ImageFolder images, Path root) {
    String figure = needed(record, "figure");
    String image = images.find(root, figure);
    String identifier = JsonFields.text(record, "identifier").strip();
    String named = JsonFields.text(record, "modality").strip();
    return new ManifestRow(
        identifier.isEmpty() ? image : identifier,
        image,
        labels.stream().findFirst().orElse(FigureCategory.OTHER).label(),
        "",
        paper(needed(record, "pmcid")),
        named.isEmpty() ? modality : named,
        needed(record, "caption"),
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  private static String needed(JsonObject record, String key) {
    String text = JsonFields.text(record, key).strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("needs " + key);
    }
    return text;
  }

  /** One spelling for a paper, whatever its version: two would be on two sides of a split. */
  private static String paper(String written) {
    Matcher matcher = PMC_ID.matcher(written.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("has a pmcid that is none: " + written);
    }
    return "PMC" + matcher.group(1);
  }

  private static Set<FigureCategory> labels(JsonObject record) {
    JsonElement written = record.get("labels");
    List<String> labels =
        written instanceof JsonArray
            ? JsonFields.texts(record, "labels")
            : List.of(JsonFields.text(record, "labels").split(";", -1));
    Set<FigureCategory> categories = new LinkedHashSet<>();
    for (String label : labels) {
      if (!label.isBlank()) {
        categories.add(
            FigureCategory.of(label)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "has a label that is no category: " + label.strip())));
      }
    }
    return categories;
  }
}
