package dev.dermstream.batch.archive;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;

/**
 * What archives may use, {@code dermstream.batch.archive}.
 *
 * @param workDirectory for what has to be expanded before it can be read
 * @param maxExpandedBytes most that one archive may have there
 * @param maxLineBytes longest line of a list
 * @param s3 how buckets are reached
 */
public record ArchiveConfig(
    Path workDirectory, long maxExpandedBytes, int maxLineBytes, S3Config s3) {
  private static final long LEAST_EXPANDED = 1L << 20;
  private static final long MOST_EXPANDED = 1L << 46;
  private static final int LEAST_LINE = 1 << 10;
  private static final int MOST_LINE = 1 << 24;

  /** Reads the section {@code archive} of {@code dermstream.batch}. */
  public static ArchiveConfig read(Settings settings) {
    return new ArchiveConfig(
        Path.of(settings.text("archive.work-directory")),
        settings.size("archive.max-expanded", LEAST_EXPANDED, MOST_EXPANDED),
        settings.bytes("archive.max-line", LEAST_LINE, MOST_LINE),
        S3Config.read(settings));
  }

  /**
   * Reads the section alone.
   *
   * @throws dev.dermstream.platform.config.ConfigurationException naming every problem
   */
  public static ArchiveConfig from(Config config) {
    return Settings.read(config, "dermstream.batch", ArchiveConfig::read);
  }
}
