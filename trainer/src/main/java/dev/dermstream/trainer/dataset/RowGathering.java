package dev.dermstream.trainer.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers the rows of one reading. An identifier or an image that was there before makes a row bad:
 * the same picture under two names could stand on both sides of a split.
 */
final class RowGathering {
  private final Optional<ClassNames> classes;
  private final List<PlacedRow> good = new ArrayList<>();
  private final List<BadRow> bad = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Place> identifiers = new HashMap<>();
  private final Map<String, Place> images = new HashMap<>();

  /**
   * @param classes that are known; every class is, unless given
   */
  RowGathering(Optional<ClassNames> classes) {
    this.classes = classes;
  }

  void add(Place place, ManifestRow row) {
    Optional<String> known =
        classes.isEmpty() ? Optional.of(row.className()) : classes.get().find(row.className());
    if (known.isEmpty()) {
      bad(place, "unknown class: " + row.className());
      return;
    }
    Place sameName = identifiers.putIfAbsent(row.identifier(), place);
    if (sameName != null) {
      bad(place, "repeats identifier %s of %s".formatted(row.identifier(), sameName));
      return;
    }
    Place samePicture = images.putIfAbsent(row.image(), place);
    if (samePicture != null) {
      bad(place, "repeats image %s of %s".formatted(row.image(), samePicture));
      return;
    }
    good.add(new PlacedRow(place, row.withClassName(known.get())));
  }

  void bad(Place place, String reason) {
    bad.add(new BadRow(place, reason));
  }

  void note(String note) {
    notes.add(note);
  }

  ReadRows rows() {
    return new ReadRows(good, bad, notes);
  }
}
