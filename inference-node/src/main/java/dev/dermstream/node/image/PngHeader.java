package dev.dermstream.node.image;

import java.nio.ByteBuffer;

/**
 * The IHDR chunk.
 *
 * @param depth bits per sample: 1, 2, 4, 8 or 16
 */
record PngHeader(int width, int height, int depth, ColorType colorType, boolean interlaced) {
  static final int BYTES = 13;

  /** Colour types with their samples per pixel. */
  enum ColorType {
    GREY(0, 1),
    RGB(2, 3),
    PALETTE(3, 1),
    GREY_ALPHA(4, 2),
    RGB_ALPHA(6, 4);

    private final int code;
    private final int samples;

    ColorType(int code, int samples) {
      this.code = code;
      this.samples = samples;
    }

    int samples() {
      return samples;
    }

    private boolean allows(int depth) {
      return switch (this) {
        case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
        case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
        case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
      };
    }
  }

  static PngHeader parse(ByteBuffer chunk) throws RefusedImageException {
    if (chunk.remaining() != BYTES) {
      throw RefusedImageException.corrupt("The PNG's header has a wrong length.");
    }
    int width = chunk.getInt();
    int height = chunk.getInt();
    int depth = chunk.get();
    ColorType type = colorType(chunk.get());
    int compression = chunk.get();
    int filter = chunk.get();
    int interlace = chunk.get();
    if (width < 1
        || height < 1
        || !type.allows(depth)
        || compression != 0
        || filter != 0
        || interlace < 0
        || interlace > 1) {
      throw RefusedImageException.corrupt("The PNG's header holds impossible values.");
    }
    return new PngHeader(width, height, depth, type, interlace == 1);
  }

  /** Bytes of a row of this many pixels, without its filter byte. */
  int rowBytes(int pixels) {
    return Math.toIntExact(((long) pixels * colorType.samples() * depth + 7) / 8);
  }

  /** Distance in bytes to the sample that filters predict from. */
  int filterDistance() {
    return Math.max(1, colorType.samples() * depth / 8);
  }

  private static ColorType colorType(int code) throws RefusedImageException {
    for (ColorType type : ColorType.values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw RefusedImageException.corrupt("The PNG's header holds an unknown colour type.");
  }
}
