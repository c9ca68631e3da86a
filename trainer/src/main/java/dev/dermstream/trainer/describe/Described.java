package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.List;

/**
 * What came of describing a manifest.
 *
 * @param rows all of them, in their order, with what could be written
 * @param missing what could not, by row
 * @param descriptions written
 * @param questions written
 */
public record Described(
    List<ManifestRow> rows, List<BadRow> missing, int descriptions, int questions) {
  public Described {
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
  }
}
