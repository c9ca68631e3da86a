package dev.dermstream.trainer.dataset;

import java.nio.file.Path;

/**
 * Where a row stands.
 *
 * @param file that it was read from
 * @param line of its beginning, 1 or more
 */
public record Place(Path file, long line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
