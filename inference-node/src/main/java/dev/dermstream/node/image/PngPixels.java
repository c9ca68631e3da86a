package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the samples of a PNG's rows into RGB: any depth scaled to 8 bits with rounding, grey
 * replicated, palettes looked up, transparency laid on white.
 */
final class PngPixels {
  private static final int MAX_PALETTE = 256;

  private final PngHeader header;
  private final int max;
  private final byte[] rgb;

  /** RGB and alpha per palette entry, 8 bits; empty without palette. */
  private final int[][] palette;

  /** The colour that is transparent, at the file's depth; empty if none is. */
  private final int[] transparent;

  PngPixels(PngChunks chunks, byte[] rgb) throws RefusedImageException {
    this.header = chunks.header();
    this.max = (1 << header.depth()) - 1;
    this.rgb = rgb;
    boolean indexed = header.colorType() == PngHeader.ColorType.PALETTE;
    this.palette = indexed ? palette(chunks.palette(), chunks.transparency()) : new int[0][];
    this.transparent = indexed ? new int[0] : transparent(chunks.transparency());
  }

  /**
   * Converts a row.
   *
   * @param row samples from index 1 on
   * @param pixels how many
   * @param offset index in the picture's bytes of the first pixel
   * @param step distance in bytes to the next one
   */
  void put(byte[] row, int pixels, int offset, int step) throws RefusedImageException {
    if (header.colorType() == PngHeader.ColorType.RGB
        && header.depth() == 8
        && transparent.length == 0
        && step == RgbImage.CHANNELS) {
      System.arraycopy(row, 1, rgb, offset, pixels * RgbImage.CHANNELS);
      return;
    }
    int samples = header.colorType().samples();
    for (int x = 0, o = offset; x < pixels; x++, o += step) {
      int s = x * samples;
      switch (header.colorType()) {
        case GREY -> {
          int grey = sample(row, s);
          boolean clear = transparent.length > 0 && grey == transparent[0];
          store(o, grey, grey, grey, clear ? 0 : max);
        }
        case GREY_ALPHA -> {
          int grey = sample(row, s);
          store(o, grey, grey, grey, sample(row, s + 1));
        }
        case RGB -> {
          int red = sample(row, s);
          int green = sample(row, s + 1);
          int blue = sample(row, s + 2);
          store(o, red, green, blue, isTransparent(red, green, blue) ? 0 : max);
        }
        case RGB_ALPHA ->
            store(o, sample(row, s), sample(row, s + 1), sample(row, s + 2), sample(row, s + 3));
        case PALETTE -> {
          int index = sample(row, s);
          if (index >= palette.length) {
            throw RefusedImageException.corrupt("The PNG uses a colour that its palette lacks.");
          }
          int[] color = palette[index];
          for (int c = 0; c < RgbImage.CHANNELS; c++) {
            rgb[o + c] = onWhite(color[c], color[3], 255);
          }
        }
      }
    }
  }

  private boolean isTransparent(int red, int green, int blue) {
    return transparent.length > 0
        && red == transparent[0]
        && green == transparent[1]
        && blue == transparent[2];
  }

  private void store(int o, int red, int green, int blue, int alpha) {
    rgb[o] = onWhite(red, alpha, max);
    rgb[o + 1] = onWhite(green, alpha, max);
    rgb[o + 2] = onWhite(blue, alpha, max);
  }

  private int sample(byte[] row, int index) {
    return switch (header.depth()) {
      case 8 -> row[1 + index] & 0xFF;
      case 16 -> (row[1 + 2 * index] & 0xFF) << 8 | (row[2 + 2 * index] & 0xFF);
      default -> {
        int bit = index * header.depth();
        yield (row[1 + bit / 8] >> (8 - header.depth() - bit % 8)) & max;
      }
    };
  }

  /** A level of 0..max and its opacity, on white, as a level of 0..255, rounded. */
  private static byte onWhite(int level, int alpha, int max) {
    if (alpha == max) {
      return (byte) (max == 255 ? level : (level * 255 + max / 2) / max);
    }
    long levels = (long) level * alpha + (long) max * (max - alpha);
    long whole = (long) max * max;
    return (byte) ((levels * 255 + whole / 2) / whole);
  }

  private static int[][] palette(@Nullable ByteBuffer colors, @Nullable ByteBuffer alphas)
      throws RefusedImageException {
    if (colors == null
        || colors.remaining() == 0
        || colors.remaining() % RgbImage.CHANNELS != 0
        || colors.remaining() > MAX_PALETTE * RgbImage.CHANNELS) {
      throw RefusedImageException.corrupt("The PNG's palette is missing or damaged.");
    }
    int[][] palette = new int[colors.remaining() / RgbImage.CHANNELS][];
    for (int i = 0; i < palette.length; i++) {
      int at = i * RgbImage.CHANNELS;
      palette[i] =
          new int[] {
            colors.get(at) & 0xFF,
            colors.get(at + 1) & 0xFF,
            colors.get(at + 2) & 0xFF,
            alphas != null && i < alphas.remaining() ? alphas.get(i) & 0xFF : 255
          };
    }
    return palette;
  }

  private int[] transparent(@Nullable ByteBuffer chunk) throws RefusedImageException {
    if (chunk == null) {
      return new int[0];
    }
    int samples = header.colorType().samples();
    if (samples % 2 == 0 || chunk.remaining() != 2 * samples) {
      throw RefusedImageException.corrupt("The PNG's transparency is damaged.");
    }
    int[] levels = new int[samples];
    for (int i = 0; i < samples; i++) {
      levels[i] = chunk.getShort(2 * i) & 0xFFFF;
    }
    return levels;
  }
}
