package dev.dermstream.trainer.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What must not be on two sides of a split. */
public enum GroupBy {
  /** Images of one patient. */
  PATIENT,
  /** Images of one publication. */
  PAPER,
  /** An image alone: for data whose images have nothing in common. */
  IMAGE;

  private static final int MOST_SHOWN = 5;

  /** The group of a row; empty if it is not known. */
  public String of(ManifestRow row) {
    return switch (this) {
      case PATIENT -> row.patient();
      case PAPER -> row.paper();
      case IMAGE -> row.identifier();
    };
  }

  /** As the manifest writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Requires that every row's group is known: of an image whose patient is not known nobody can say
   * that it is on the right side.
   *
   * @throws DatasetException naming the first rows without
   */
  public void requireKnown(List<ManifestRow> rows) throws DatasetException {
    List<String> without = new ArrayList<>();
    for (ManifestRow row : rows) {
      if (of(row).isEmpty()) {
        without.add(row.identifier());
      }
    }
    if (without.size() == rows.size() && !rows.isEmpty()) {
      throw new DatasetException("no row has a %s, by which to group".formatted(word()));
    }
    if (!without.isEmpty()) {
      throw new DatasetException(
          "%d of %d rows have no %s, by which to group: %s"
              .formatted(without.size(), rows.size(), word(), shortened(without)));
    }
  }

  /** The first few of many names. */
  static String shortened(List<String> names) {
    String more =
        names.size() > MOST_SHOWN ? " and %d more".formatted(names.size() - MOST_SHOWN) : "";
    return String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size()))) + more;
  }
}
