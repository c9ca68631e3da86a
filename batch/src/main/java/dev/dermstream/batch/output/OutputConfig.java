package dev.dermstream.batch.output;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What outputs need beside the job's word.
 *
 * @param csvByteOrderMark whether a CSV file begins with one
 * @param codes of the classes in structured reports; empty: none can be written
 * @param zone of dates and times in structured reports on objects that do not tell their own
 * @param database for tables
 */
public record OutputConfig(
    boolean csvByteOrderMark, Optional<Path> codes, ZoneId zone, DatabaseConfig database) {
  private static final String PATH = "dermstream.batch.output";

  /**
   * Reads the section {@code dermstream.batch.output}.
   *
   * @throws dev.dermstream.platform.config.ConfigurationException with every problem
   */
  public static OutputConfig from(Config config) {
    return Settings.read(
        config,
        PATH,
        settings ->
            new OutputConfig(
                settings.flag("csv.byte-order-mark"),
                Optional.of(settings.text("dicom-sr.codes"))
                    .filter(file -> !file.isBlank())
                    .map(Path::of),
                zone(settings),
                DatabaseConfig.read(settings)));
  }

  private static ZoneId zone(Settings settings) {
    try {
      return ZoneId.of(settings.text("dicom-sr.zone"));
    } catch (DateTimeException e) {
      settings.require(false, "dicom-sr.zone", "is no time zone; an example is Asia/Seoul");
      return ZoneOffset.UTC;
    }
  }
}
