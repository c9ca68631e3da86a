package dev.dermstream.batch.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV, each parsed by itself, so that a quotation mark that is never closed costs one line
 * and not all after it. A quoted line break joins lines, up to a length.
 */
final class CsvRows implements Closeable {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private final ManifestLines lines;
  private final int mostChars;
  private final Deque<ManifestLines.Line> returned = new ArrayDeque<>();

  CsvRows(ManifestLines lines, int mostChars) {
    this.lines = lines;
    this.mostChars = mostChars;
  }

  /**
   * A row.
   *
   * @param number of its first line
   * @param values empty if it cannot be read
   */
  record Row(long number, List<String> values) {}

  /** The next row that is not blank, or null after the last. */
  @Nullable Row next() throws IOException {
    ManifestLines.Line first = line();
    while (first != null && first.isBlank()) {
      first = line();
    }
    return first == null ? null : row(first);
  }

  private Row row(ManifestLines.Line first) throws IOException {
    if (first.text() == null) {
      return new Row(first.number(), List.of());
    }
    StringBuilder text = new StringBuilder(first.text());
    List<String> values = parse(text.toString());
    Deque<ManifestLines.Line> joined = new ArrayDeque<>();
    while (values.isEmpty() && hasOpenQuote(text)) {
      ManifestLines.Line more = line();
      if (more != null) {
        joined.addLast(more);
      }
      if (more == null || more.text() == null || text.length() + more.text().length() > mostChars) {
        break;
      }
      text.append('\n').append(more.text());
      values = hasOpenQuote(text) ? List.of() : parse(text.toString());
    }
    if (values.isEmpty()) {
      joined.descendingIterator().forEachRemaining(returned::addFirst);
    }
    return new Row(first.number(), values);
  }

  private ManifestLines.@Nullable Line line() throws IOException {
    ManifestLines.Line line = returned.pollFirst();
    return line == null ? lines.next() : line;
  }

  // Inside and outside of quoted values alike, complete rows have an even number of them.
  private static boolean hasOpenQuote(CharSequence text) {
    return text.chars().filter(letter -> letter == '"').count() % 2 == 1;
  }

  private static List<String> parse(String text) throws IOException {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      List<CSVRecord> rows = parser.getRecords();
      return rows.size() == 1 ? rows.getFirst().toList() : List.of();
    } catch (UncheckedIOException | IOException _) {
      return List.of();
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
