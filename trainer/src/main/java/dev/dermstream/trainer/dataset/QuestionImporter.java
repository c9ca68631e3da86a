package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions and answers on images: the {@code .json} files of a folder, each an array, and its
 * {@code .jsonl} files, one object a line. See {@link AskedImage} for what a record holds. Records
 * of one image, in whatever file, are one row, at the place of the first.
 */
public final class QuestionImporter implements DatasetImporter {
  private final Optional<ClassNames> classes;
  private final String modality;

  /**
   * @param classes that are known; every class is, unless given
   * @param modality of images whose records name none; empty if not known
   */
  public QuestionImporter(Optional<ClassNames> classes, String modality) {
    this.classes = classes;
    this.modality = modality;
  }

  @Override
  public ReadRows read(Path folder) throws IOException {
    Path root = folder.toRealPath();
    List<Path> files = DataFiles.all(root, ".json", ".jsonl");
    if (files.isEmpty()) {
      throw new DatasetException(folder + ": no .json or .jsonl file of questions");
    }
    RowGathering rows = new RowGathering(classes);
    ImageFolder images = ImageFolder.of(root);
    Map<String, AskedImage> asked = new LinkedHashMap<>();
    RecordReader reader =
        (place, record) -> {
          String written = JsonFields.text(record, "image").strip();
          if (written.isEmpty()) {
            throw new IllegalArgumentException("needs image");
          }
          String image = images.find(root, written);
          AskedImage before = asked.get(image);
          AskedImage joined = before == null ? new AskedImage(place, image) : before;
          joined.join(record);
          asked.putIfAbsent(image, joined);
        };
    for (Path file : files) {
      if (DataFiles.endsWith(file, ".jsonl")) {
        JsonRecords.lines(file, rows, reader);
      } else {
        JsonRecords.array(file, rows, reader);
      }
    }
    for (AskedImage image : asked.values()) {
      add(image, rows);
    }
    long unnamed = asked.values().stream().filter(image -> !image.namesClass()).count();
    if (unnamed > 0) {
      rows.note(
          "Images that name no class, and are %s: %d"
              .formatted(FigureCategory.UNSPECIFIED.label(), unnamed));
    }
    return rows.rows();
  }

  private void add(AskedImage image, RowGathering rows) {
    try {
      rows.add(image.place(), image.row(modality));
    } catch (IllegalArgumentException e) {
      rows.bad(image.place(), String.valueOf(e.getMessage()));
    }
  }
}
