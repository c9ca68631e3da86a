package dev.dermstream.trainer.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * That the sides of a split have nothing in common.
 *
 * @param by what was compared
 * @param groups number of groups, those of all sides together
 * @param images number of images, likewise
 */
public record SplitProof(GroupBy by, int groups, int images) {
  /**
   * Compares the sides.
   *
   * @param sides rows by the name of their side
   * @param by groups that must not be on two sides
   * @throws DatasetException if a group, an identifier or an image is on two sides, naming them; or
   *     if a row's group is not known
   */
  public static SplitProof of(Map<String, List<ManifestRow>> sides, GroupBy by)
      throws DatasetException {
    Overlaps groups = new Overlaps();
    Overlaps identifiers = new Overlaps();
    Overlaps images = new Overlaps();
    for (Map.Entry<String, List<ManifestRow>> side : sides.entrySet()) {
      by.requireKnown(side.getValue());
      for (ManifestRow row : side.getValue()) {
        groups.see(by.of(row), side.getKey());
        identifiers.see(row.identifier(), side.getKey());
        images.see(row.image(), side.getKey());
      }
    }
    groups.requireNone(by.word());
    identifiers.requireNone("identifier");
    images.requireNone("image");
    return new SplitProof(by, groups.count(), images.count());
  }

  @Override
  public String toString() {
    return "No %s is on two sides: %d %ss, %d images compared."
        .formatted(by.word(), groups, by.word(), images);
  }

  /** Who was seen on which side. */
  private static final class Overlaps {
    private final Map<String, String> sideOf = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final List<String> overlaps = new ArrayList<>();

    void see(String name, String side) {
      String before = sideOf.putIfAbsent(name, side);
      if (before != null && !before.equals(side) && told.add(name)) {
        overlaps.add("%s (%s and %s)".formatted(name, before, side));
      }
    }

    int count() {
      return sideOf.size();
    }

    void requireNone(String what) throws DatasetException {
      if (!overlaps.isEmpty()) {
        throw new DatasetException(
            "the split leaks: %d %s%s on two sides: %s"
                .formatted(
                    overlaps.size(),
                    what,
                    overlaps.size() == 1 ? " is" : "s are",
                    String.join(", ", overlaps)));
      }
    }
  }
}
