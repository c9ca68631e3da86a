package dev.dermstream.batch.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A list in CSV (RFC 4180) whose first line names the columns: {@code path}, {@code name} or {@code
 * file}, and perhaps {@code sha256} and {@code bytes}; others are passed over.
 */
final class CsvManifest implements ManifestReader {
  private final CsvRows rows;
  private final List<String> columns;
  private final int path;

  CsvManifest(ManifestLines lines, int mostChars) throws IOException {
    rows = new CsvRows(lines, mostChars);
    try {
      CsvRows.Row header = rows.next();
      columns = header == null ? List.of() : columns(header.values());
      path =
          List.of("path", "name", "file").stream()
              .mapToInt(columns::indexOf)
              .filter(column -> column >= 0)
              .findFirst()
              .orElseThrow(() ->
                  new ArchiveException(
                      ArchiveFault.BROKEN,
                      "the first line of a .csv list must name a column path, name or file"));
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static List<String> columns(List<String> names) {
    List<String> columns = new ArrayList<>();
    names.forEach(name -> columns.add(name.strip().toLowerCase(Locale.ROOT)));
    return columns;
  }

  @Override
  public @Nullable ManifestItem next() throws IOException {
    CsvRows.Row row = rows.next();
    if (row == null) {
      return null;
    }
    return row.values().size() == columns.size()
        ? ManifestItem.of(
            row.number(), row.values().get(path), value(row, "sha256"), value(row, "bytes"))
        : ManifestItem.broken(row.number());
  }

  private String value(CsvRows.Row row, String column) {
    int index = columns.indexOf(column);
    return index < 0 ? "" : row.values().get(index);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
