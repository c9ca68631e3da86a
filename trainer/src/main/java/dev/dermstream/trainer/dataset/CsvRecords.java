package dev.dermstream.trainer.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Records of a table (RFC 4180). Empty lines are passed over; a table that breaks off gives the
 * records before that.
 */
final class CsvRecords {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

  private CsvRecords() {}

  /** Looks at the header and says who takes the records. */
  @FunctionalInterface
  interface Start {
    /**
     * @throws DatasetException if a column that is needed is not there
     */
    Taker of(CSVRecord header) throws DatasetException;
  }

  /** Takes one record. */
  @FunctionalInterface
  interface Taker {
    /**
     * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it
     */
    void take(Place place, CSVRecord record);
  }

  /**
   * Reads a table.
   *
   * @throws DatasetException if it is empty or its header cannot be meant
   */
  static void read(Path table, RowGathering rows, Start start) throws IOException {
    try (BufferedReader text = TextFiles.open(table);
        CSVParser parser = FORMAT.parse(text)) {
      read(table, parser, rows, start);
    } catch (CharacterCodingException e) {
      rows.bad(new Place(table, 1), "the table is not UTF-8");
    }
  }

  private static void read(Path table, CSVParser parser, RowGathering rows, Start start)
      throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    long line = 1;
    try {
      if (!records.hasNext()) {
        throw new DatasetException(table + ": the table is empty");
      }
      CSVRecord header = records.next();
      Taker taker = start.of(header);
      line = parser.getCurrentLineNumber() + 1;
      while (records.hasNext()) {
        take(new Place(table, line), records.next(), header.size(), taker, rows);
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (UncheckedIOException e) {
      boolean letters = e.getCause() instanceof CharacterCodingException;
      rows.bad(
          new Place(table, line),
          "the table is not " + (letters ? "UTF-8" : "valid CSV") + "; from here it is not read");
    }
  }

  private static void take(
      Place place, CSVRecord record, int width, Taker taker, RowGathering rows) {
    if (record.size() == 1 && record.get(0).isBlank()) {
      return;
    }
    try {
      if (record.size() != width) {
        throw new IllegalArgumentException(
            "has %d values, the header %d".formatted(record.size(), width));
      }
      taker.take(place, record);
    } catch (IllegalArgumentException e) {
      rows.bad(place, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Columns by their names in small letters.
   *
   * @throws DatasetException if one is there twice
   */
  static Map<String, Integer> columns(Path table, CSVRecord header) throws DatasetException {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip().toLowerCase(Locale.ROOT);
      if (columns.putIfAbsent(name, i) != null) {
        throw new DatasetException(table + ": the header names " + name + " twice");
      }
    }
    return columns;
  }
}
