package dev.dermstream.node.image;

import java.util.Arrays;

/**
 * Which coefficients of which components the scans of a JPEG have brought, and to which bit. A
 * sequential scan brings all of its components; a progressive one a band of coefficients up to bit
 * {@code Al} (T.81 annex G).
 */
final class JpegScans {
  private static final int COEFFICIENTS = 64;
  private static final int MISSING = 255;

  private final int[] componentIds;
  private final boolean progressive;

  /** Lowest bit brought so far; [component][coefficient]. */
  private final int[][] lowestBit;

  JpegScans(int[] componentIds, boolean progressive) {
    this.componentIds = componentIds;
    this.progressive = progressive;
    this.lowestBit = new int[componentIds.length][COEFFICIENTS];
    for (int[] bits : lowestBit) {
      Arrays.fill(bits, MISSING);
    }
  }

  void add(int componentId, int firstCoefficient, int lastCoefficient, int bit)
      throws RefusedImageException {
    if (firstCoefficient > lastCoefficient || lastCoefficient >= COEFFICIENTS) {
      throw RefusedImageException.corrupt("The JPEG has a scan of impossible coefficients.");
    }
    for (int c = 0; c < componentIds.length; c++) {
      if (componentIds[c] == componentId) {
        for (int k = firstCoefficient; k <= lastCoefficient; k++) {
          lowestBit[c][k] = progressive ? bit : 0;
        }
        return;
      }
    }
    throw RefusedImageException.corrupt("The JPEG has a scan of a component that it lacks.");
  }

  /** Whether every coefficient of every component is there to its last bit. */
  boolean complete() {
    return Arrays.stream(lowestBit).flatMapToInt(Arrays::stream).allMatch(bit -> bit == 0);
  }
}
