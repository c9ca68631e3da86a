package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Annotations in the form of AI-Hub's skin tumour data: every {@code .json} file of a folder and
 * those in it, each an object with {@code annotations[]}; see {@link Annotation} for what one
 * holds. A file that breaks off gives the annotations before that.
 */
public final class AiHubImporter implements DatasetImporter {
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
          .filter(file -> DataFiles.endsWith(file, ".json"))
          .sorted()
          .toList();
    }
  }

  private static void read(Path file, Annotation annotation, RowGathering rows) throws IOException {
    JsonRecords.arrayUnder(
        "annotations", file, rows, (place, record) -> rows.add(place, annotation.row(record)));
  }
}
