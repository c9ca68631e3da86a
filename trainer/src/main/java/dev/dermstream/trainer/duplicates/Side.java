package dev.dermstream.trainer.duplicates;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.List;

/**
 * A side of a split.
 *
 * @param name of it, unique
 * @param rows in their order
 */
public record Side(String name, List<ManifestRow> rows) {
  public Side {
    rows = List.copyOf(rows);
  }
}
