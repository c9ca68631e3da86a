package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) in UTF-8 with a header. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front, as does one that begins with an apostrophe: who takes one away from every
 * text that begins with it has the text as it was.
 */
final class CsvRows implements Rows {
  /** The signs by which a spreadsheet knows a formula, also in full width, and what it skips. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final CSVPrinter csv;

  private CsvRows(CSVPrinter csv) {
    this.csv = csv;
  }

  /**
   * CSV.
   *
   * @param marked whether the file begins with a byte order mark
   */
  static FileForm form(boolean marked) {
    return into -> open(into, marked);
  }

  private static Rows open(OutputStream into, boolean marked) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(into, StandardCharsets.UTF_8));
    if (marked) {
      text.write(BYTE_ORDER_MARK);
    }
    CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180);
    csv.printRecord(Columns.ALL.stream().map(Column::name));
    return new CsvRows(csv);
  }

  @Override
  public void add(ImageResult result) throws IOException {
    for (Column column : Columns.ALL) {
      csv.print(cell(column, result));
    }
    csv.println();
  }

  private static @Nullable String cell(Column column, ImageResult result) {
    @Nullable String text = FlatText.of(column, result);
    return text != null && column.type() == ColumnType.TEXT ? guarded(text) : text;
  }

  /** A text that no spreadsheet runs. */
  static String guarded(String text) {
    return isRisky(text) ? "'" + text : text;
  }

  private static boolean isRisky(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
