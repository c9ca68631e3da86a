package dev.dermstream.node.image;

/** Tells pictures by their header that are decoded in some tens of milliseconds at most. */
public final class SmallJpeg {
  /** Two megapixels. */
  static final int MOST_PIXELS = 1 << 21;

  private static final int SOI = 0xFFD8;
  private static final int FILL = 0xFF;
  private static final int BASELINE = 0xC0;
  private static final int EXTENDED = 0xC1;
  private static final int SOI_BYTES = 2;
  private static final int MARKER_BYTES = 2;

  /** Up to the end of the width: length, precision, height, width. */
  private static final int SIZE_BYTES = 7;

  private SmallJpeg() {}

  /**
   * Whether this is a sequential JPEG of at most {@value #MOST_PIXELS} pixels. Reads no further
   * than its frame header, and says nothing of what follows.
   */
  public static boolean is(byte[] file) {
    if (file.length > SOI_BYTES && unsignedShort(file, 0) == SOI) {
      int at = SOI_BYTES;
      while (at + MARKER_BYTES + SIZE_BYTES <= file.length && unsigned(file, at) == FILL) {
        int marker = unsigned(file, at + 1);
        if (marker == FILL) {
          at++;
        } else if (marker == BASELINE || marker == EXTENDED) {
          int size = at + MARKER_BYTES + 3;
          return (long) unsignedShort(file, size) * unsignedShort(file, size + 2) <= MOST_PIXELS;
        } else {
          at += MARKER_BYTES + Math.max(MARKER_BYTES, unsignedShort(file, at + MARKER_BYTES));
        }
      }
    }
    return false;
  }

  private static int unsigned(byte[] file, int at) {
    return file[at] & 0xFF;
  }

  private static int unsignedShort(byte[] file, int at) {
    return unsigned(file, at) << 8 | unsigned(file, at + 1);
  }
}
