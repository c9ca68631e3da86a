package dev.dermstream.batch.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes every change as a line, as soon as it is found. */
final class ChangesCsv implements Join.Listener {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setRecordSeparator('\n')
          .setHeader(
              "image_sha256",
              "name",
              "before",
              "before_score_percent",
              "after",
              "after_score_percent",
              "changed")
          .get();

  private final CSVPrinter printer;

  ChangesCsv(OutputStream out) throws IOException {
    this.printer =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), FORMAT);
  }

  @Override
  public void both(Change pair) throws IOException {
    if (!pair.isSame()) {
      printer.printRecord(
          pair.later().getImageSha256(),
          pair.later().getName(),
          pair.from(),
          score(pair.fromScore()),
          pair.to(),
          score(pair.toScore()),
          pair.isOfLabel() ? "label" : "outcome");
    }
  }

  private static String score(double percent) {
    return Double.isNaN(percent) ? "" : Words.number(percent, 4);
  }

  void flush() throws IOException {
    printer.flush();
  }
}
