package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.OutputFormat;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Finds the writer for an output. */
public final class ResultWriters {
  private ResultWriters() {}

  /**
   * The writer for an output, by its form or else by its location. Nothing is opened yet.
   *
   * @param bytes for structured reports, which take patient and study from the image
   * @throws OutputException with a sentence that says what is wrong with the output
   */
  public static ResultWriter open(Output output, OutputConfig config, ImageBytes bytes)
      throws OutputException {
    String location = output.getLocation();
    if (location.isBlank()) {
      throw new OutputException("An output names no location", false);
    }
    return switch (format(output)) {
      case OUTPUT_FORMAT_JSONL -> new FileOutput(path(location), new JsonLines());
      case OUTPUT_FORMAT_CSV ->
          new FileOutput(path(location), CsvRows.form(config.csvByteOrderMark()));
      case OUTPUT_FORMAT_PARQUET -> new FileOutput(path(location), ParquetRows::open);
      case OUTPUT_FORMAT_DICOM_SR -> reports(path(location), config, bytes);
      case OUTPUT_FORMAT_JDBC ->
          new JdbcTable(TableAddress.parse(location, config.database().table()), config.database());
      case OUTPUT_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new OutputException("The form of %s is not known".formatted(location), false);
    };
  }

  private static ResultWriter reports(Path folder, OutputConfig config, ImageBytes bytes)
      throws OutputException {
    Path codes =
        config
            .codes()
            .orElseThrow(() ->
                new OutputException(
                    "Structured reports need the classes' codes; set"
                        + " dermstream.batch.output.dicom-sr.codes",
                    false));
    return new ReportFolder(folder, codes, config.zone(), bytes);
  }

  private static OutputFormat format(Output output) throws OutputException {
    if (output.getFormat() != OutputFormat.OUTPUT_FORMAT_UNSPECIFIED) {
      return output.getFormat();
    }
    String location = output.getLocation();
    String lower = location.toLowerCase(Locale.ROOT);
    if (lower.startsWith("jdbc:")) {
      return OutputFormat.OUTPUT_FORMAT_JDBC;
    }
    if (location.endsWith("/") || Files.isDirectory(path(location))) {
      return OutputFormat.OUTPUT_FORMAT_DICOM_SR;
    }
    if (lower.endsWith(".jsonl")) {
      return OutputFormat.OUTPUT_FORMAT_JSONL;
    }
    if (lower.endsWith(".csv")) {
      return OutputFormat.OUTPUT_FORMAT_CSV;
    }
    if (lower.endsWith(".parquet")) {
      return OutputFormat.OUTPUT_FORMAT_PARQUET;
    }
    throw new OutputException(
        "%s does not tell its form: name one, or let it end with .jsonl, .csv, .parquet or, a folder of structured reports, with /"
            .formatted(location),
        false);
  }

  private static Path path(String location) throws OutputException {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new OutputException("The output's location is no path", false, e);
    }
  }
}
