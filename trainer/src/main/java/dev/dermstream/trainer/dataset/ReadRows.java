package dev.dermstream.trainer.dataset;

import java.util.List;

/**
 * What came of reading a data set.
 *
 * @param good rows that can be used, in the order of the file
 * @param bad rows that are left out, in the order in which they were found
 * @param notes what the reader decided where the data leave a choice, for a person
 */
public record ReadRows(List<PlacedRow> good, List<BadRow> bad, List<String> notes) {
  public ReadRows {
    good = List.copyOf(good);
    bad = List.copyOf(bad);
    notes = List.copyOf(notes);
  }

  /** The rows that can be used. */
  public List<ManifestRow> rows() {
    return good.stream().map(PlacedRow::row).toList();
  }
}
