package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held (EXIF tag 0x0112, values 1 to 8): reads it and turns pictures upright. EXIF
 * that cannot be read counts as upright, as everywhere.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;
  private static final int TYPE_SHORT = 3;

  private Orientation() {}

  /** Reads the tag of a TIFF structure. */
  static int read(byte[] bytes, int offset, int length) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes, offset, length).slice();
    if (length < 8) {
      return UPRIGHT;
    }
    int order = tiff.getShort(0);
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if ((order != 0x4949 && order != 0x4D4D) || tiff.getShort(2) != 42 || directory > length - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      int entry = (int) directory + 2 + i * ENTRY_BYTES;
      if (entry > length - ENTRY_BYTES) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG) {
        int value = tiff.getShort(entry + 8);
        return tiff.getShort(entry + 2) == TYPE_SHORT && value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether rows and columns are exchanged. */
  static boolean transposes(int orientation) {
    return orientation >= 5;
  }

  /** The picture as it was seen: row 0 at the top, column 0 at the left. */
  static RgbImage upright(RgbImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    boolean transposed = transposes(orientation);
    int outWidth = transposed ? height : width;
    int outHeight = transposed ? width : height;
    boolean mirrorX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean mirrorY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] in = image.rgb();
    byte[] out = new byte[in.length];
    int o = 0;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        // Where the stored picture holds this pixel: axes swapped first, then mirrored.
        int column = transposed ? y : x;
        int row = transposed ? x : y;
        int i =
            ((mirrorY ? height - 1 - row : row) * width + (mirrorX ? width - 1 - column : column))
                * RgbImage.CHANNELS;
        out[o++] = in[i];
        out[o++] = in[i + 1];
        out[o++] = in[i + 2];
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }
}
