package dev.dermstream.trainer.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table in the form of HAM10000 and the ISIC archive: one {@code .csv} file (RFC 4180) beside the
 * folders of images, whose files are called as the images' identifiers. See {@link HamColumns} for
 * what is read. A table that breaks off gives the rows before that.
 */
public final class HamImporter implements DatasetImporter {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

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
    Path table = table(root);
    RowGathering rows = new RowGathering(classes);
    ImageFolder images = ImageFolder.of(root);
    try (BufferedReader text = TextFiles.open(table);
        CSVParser parser = FORMAT.parse(text)) {
      read(table, parser, images, rows);
    } catch (CharacterCodingException e) {
      rows.bad(new Place(table, 1), "the table is not UTF-8");
    }
    return rows.rows();
  }

  private static Path table(Path folder) throws IOException {
    List<Path> tables;
    try (Stream<Path> files = Files.list(folder)) {
      tables =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".csv"))
              .sorted()
              .toList();
    }
    if (tables.size() != 1) {
      throw new DatasetException(
          folder
              + (tables.isEmpty()
                  ? ": no .csv table"
                  : ": more than one .csv table, leave the right one: " + tables));
    }
    return tables.getFirst();
  }

  private void read(Path table, CSVParser parser, ImageFolder images, RowGathering rows)
      throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    long line = 1;
    try {
      if (!records.hasNext()) {
        throw new DatasetException(table + ": the table is empty");
      }
      HamColumns columns = new HamColumns(table, records.next());
      rows.note(columns.patientNote());
      line = parser.getCurrentLineNumber() + 1;
      while (records.hasNext()) {
        add(new Place(table, line), records.next(), columns, images, rows);
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException e) {
      boolean letters = e.getCause() instanceof CharacterCodingException;
      rows.bad(
          new Place(table, line),
          "the table is not " + (letters ? "UTF-8" : "valid CSV") + "; from here it is not read");
    }
  }

  private void add(
      Place place, CSVRecord row, HamColumns columns, ImageFolder images, RowGathering rows) {
    if (row.size() == 1 && row.get(0).isBlank()) {
      return;
    }
    try {
      rows.add(place, columns.row(row, images, modality));
    } catch (IllegalArgumentException e) {
      rows.bad(place, String.valueOf(e.getMessage()));
    }
  }
}
