package dev.dermstream.node.region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From a map of probabilities to the regions that are answered. */
final class Regions {
  private Regions() {}

  /**
   * The regions of a picture, the one to be answered first at the head: by area times mean
   * probability. A lesion that lies in the box of one before it is part of its picture and no
   * region by itself. A box of nearly all of the picture is all of it, so that a close-up is
   * answered as it was taken.
   *
   * @return at least one; the whole picture, not found, where there is no lesion
   */
  static List<Region> of(ProbabilityMap map, int width, int height, RegionConfig config) {
    List<Component> lesions =
        Component.of(map, config.threshold()).stream()
            .filter(each -> each.cells() >= config.leastArea() * map.values().length)
            .sorted(Comparator.comparingDouble(Component::weight).reversed())
            .toList();
    List<Region> regions = new ArrayList<>();
    for (Component lesion : lesions) {
      Box tight = lesion.box(map, width, height);
      boolean shown = regions.stream().anyMatch(region -> region.box().holdsCentreOf(tight));
      if (!shown && regions.size() < config.mostRegions()) {
        regions.add(new Region(cut(tight, width, height, config), true, lesion.probability()));
      }
    }
    return regions.isEmpty()
        ? List.of(new Region(Box.whole(width, height), false, 0))
        : List.copyOf(regions);
  }

  private static Box cut(Box tight, int width, int height, RegionConfig config) {
    Box box = tight.widened(config.margin(), config.leastSide(), width, height);
    Box whole = Box.whole(width, height);
    return box.area() >= config.wholeFrom() * whole.area() ? whole : box;
  }
}
