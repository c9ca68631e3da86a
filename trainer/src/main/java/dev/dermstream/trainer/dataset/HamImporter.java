package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A table in the form of HAM10000 and the ISIC archive: one {@code .csv} file (RFC 4180) beside the
 * folders of images, whose files are called as the images' identifiers. See {@link HamColumns} for
 * what is read. A table that breaks off gives the rows before that.
 */
public final class HamImporter implements DatasetImporter {
  private final Optional<ClassNames> classes;
  private final String modality;

  /**
   * @param classes that are known; every class is, unless given
   * @param modality of images whose row names none; empty if not known
   */
  public HamImporter(Optional<ClassNames> classes, String modality) {
    this.classes = classes;
    this.modality = modality;
  }

  @Override
  public ReadRows read(Path folder) throws IOException {
    Path root = folder.toRealPath();
    Path table = DataFiles.one(root, ".csv table", ".csv");
    RowGathering rows = new RowGathering(classes);
    ImageFolder images = ImageFolder.of(root);
    CsvRecords.read(
        table,
        rows,
        header -> {
          HamColumns columns = new HamColumns(table, header);
          rows.note(columns.patientNote());
          return (place, record) -> rows.add(place, columns.row(record, images, modality));
        });
    return rows.rows();
  }
}
