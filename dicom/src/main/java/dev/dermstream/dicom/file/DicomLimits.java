package dev.dermstream.dicom.file;

/**
 * What a file may ask of its reader before it is refused. All of them hold together; memory is
 * bounded by {@code maxKeptBytes} and the frame that is read.
 *
 * @param maxPixels most pixels of a frame
 * @param maxDepth most sequences in one another
 * @param maxElements most elements and items, nested ones included
 * @param maxKeptBytes most bytes of all attribute values that are kept
 * @param maxInflationRatio most bytes that a deflated data set may give for each of its own, beyond
 *     the first {@value InflatedInput#FREE_BYTES}
 */
public record DicomLimits(
    int maxPixels, int maxDepth, int maxElements, int maxKeptBytes, int maxInflationRatio) {
  private static final int DEPTH = 64;
  private static final int ELEMENTS = 100_000;
  private static final int KEPT_BYTES = 8 << 20;
  private static final int INFLATION_RATIO = 250;

  public DicomLimits {
    if (maxPixels < 1
        || maxDepth < 1
        || maxElements < 1
        || maxKeptBytes < 1
        || maxInflationRatio < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
  }

  /** The usual limits, with frames of at most so many pixels. */
  public static DicomLimits ofPixels(int maxPixels) {
    return new DicomLimits(maxPixels, DEPTH, ELEMENTS, KEPT_BYTES, INFLATION_RATIO);
  }
}
