package dev.dermstream.batch.archive;

import java.io.Closeable;
import java.io.IOException;

/**
 * A place that holds images. Listing is done once, by one thread; reading by many at once, in any
 * order, also by processes that have not listed. Thread-safe.
 */
public interface Archive extends Closeable {
  /** Hears what is found. */
  @FunctionalInterface
  interface Listing {
    /** The next in the archive's order; what is thrown ends the listing. */
    void found(Entry entry) throws IOException, InterruptedException;
  }

  /**
   * Tells everything that it holds: the same archive always in the same order. Memory does not grow
   * with what it holds but by the names of one folder.
   *
   * @throws ArchiveException if the archive as a whole cannot be listed; one file or folder that
   *     cannot be is an {@link Entry} with a fault
   */
  void list(Listing listing) throws IOException, InterruptedException;

  /**
   * The bytes behind an entry of this archive.
   *
   * @param mostBytes more are a {@link ArchiveFault#TOO_LARGE}
   * @throws ArchiveException if they cannot be had, or are not those that were listed
   */
  byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException;
}
