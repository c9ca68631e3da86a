package dev.dermstream.node.region;

import dev.dermstream.platform.config.Settings;

/**
 * What counts as a lesion and how its picture is cut out, {@code dermstream.node.region}.
 *
 * @param threshold least probability of a cell of a lesion, over 0, below 1
 * @param leastArea least share of the picture that a lesion covers, 0 to 1
 * @param margin room around a lesion on each side, in parts of its longer side, 0 to 4
 * @param leastSide least side of a box in pixels, where the picture has them
 * @param wholeFrom share of the picture from which on a box is the whole picture, over 0 to 1
 * @param mostRegions lesions that are answered, the main one included
 */
public record RegionConfig(
    double threshold,
    double leastArea,
    double margin,
    int leastSide,
    double wholeFrom,
    int mostRegions) {
  private static final double MOST_MARGIN = 4;
  private static final int LARGEST_SIDE = 4096;
  private static final int MOST_REGIONS = 16;

  /** Reads and checks the values. */
  public static RegionConfig read(Settings settings) {
    RegionConfig read =
        new RegionConfig(
            settings.decimal("region.threshold", 0, 1),
            settings.decimal("region.least-area", 0, 1),
            settings.decimal("region.margin", 0, MOST_MARGIN),
            settings.number("region.least-side", 1, LARGEST_SIDE),
            settings.decimal("region.whole-from", 0, 1),
            settings.number("region.most-regions", 1, MOST_REGIONS));
    settings.require(
        read.threshold > 0 && read.threshold < 1, "region.threshold", "must be over 0, below 1");
    settings.require(read.wholeFrom > 0, "region.whole-from", "must be over 0");
    return read;
  }
}
