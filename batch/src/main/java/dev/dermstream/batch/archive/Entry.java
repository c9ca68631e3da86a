package dev.dermstream.batch.archive;

import org.jspecify.annotations.Nullable;

/**
 * A file of an archive.
 *
 * @param name within the archive, with {@code /} between folders; unique there
 * @param locator what the archive needs to find it again, empty where the name is enough
 * @param bytes its size when it was listed, or -1 if that is not known
 * @param fault why it can never be read, found while listing; null if nothing is known against it
 */
public record Entry(String name, String locator, long bytes, @Nullable ArchiveFault fault) {
  /** A file that nothing is known against. */
  public Entry(String name, String locator, long bytes) {
    this(name, locator, bytes, null);
  }
}
