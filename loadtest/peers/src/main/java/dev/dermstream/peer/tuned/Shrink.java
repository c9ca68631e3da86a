package dev.dermstream.peer.tuned;

import java.util.Arrays;

/**
 * A triangle filter as wide as the picture shrinks (Pillow's bilinear), then the model's
 * normalisation, from interleaved bytes to planes. Rows first, because there the inner loop runs
 * over neighbours in memory. Not thread-safe.
 */
final class Shrink {
  // (level / 255 - mean) / std, as one multiplication and one subtraction.
  private static final float[] SCALE = {1 / (255 * 0.229f), 1 / (255 * 0.224f), 1 / (255 * 0.225f)};
  private static final float[] SHIFT = {0.485f / 0.229f, 0.456f / 0.224f, 0.406f / 0.225f};

  private final int edge;
  private final float[] planes;
  private Taps across;
  private Taps down;
  private float[] row = new float[0];

  /** Levels less 128, of one source row. */
  private byte[] levels = new byte[0];

  /** Source rows as floats, the latest ones; rows follow one another round and round. */
  private float[][] ring = new float[0][0];

  /** Source rows that have been through the ring. */
  private int read;

  Shrink(int edge) {
    this.edge = edge;
    planes = new float[3 * edge * edge];
    across = new Taps(edge, edge);
    down = across;
  }

  /** {@code [3, edge, edge]}, overwritten by the next call. */
  float[] apply(byte[] rgb, int width, int height) {
    if (across.source != width) {
      across = new Taps(width, edge);
    }
    if (down.source != height) {
      down = new Taps(height, edge);
    }
    int stride = 3 * width;
    if (row.length < stride || ring.length < down.width) {
      row = new float[stride];
      levels = new byte[stride];
      ring = new float[down.width][stride];
    }
    read = 0;
    for (int y = 0; y < edge; y++) {
      mixRows(rgb, stride, y);
      mixColumns(y);
    }
    return planes;
  }

  /** Row {@code y} of the target, at the source's width. */
  private void mixRows(byte[] rgb, int stride, int y) {
    int first = down.first[y];
    int taps = down.count[y];
    for (; read < first + taps; read++) {
      signed(rgb, read * stride, stride, levels);
      widened(levels, stride, ring[read % ring.length]);
    }
    Arrays.fill(row, 0, stride, 0);
    for (int tap = 0; tap < taps; tap++) {
      add(ring[(first + tap) % ring.length], stride, down.weight(y, tap), row);
    }
  }

  // Each of these loops is one that the compiler turns into vector instructions; unsigned bytes
  // to floats in one step is not.

  private static void signed(byte[] rgb, int from, int length, byte[] levels) {
    for (int i = 0; i < length; i++) {
      levels[i] = (byte) (rgb[from + i] ^ 0x80);
    }
  }

  private static void widened(byte[] levels, int length, float[] to) {
    for (int i = 0; i < length; i++) {
      to[i] = levels[i];
    }
  }

  private static void add(float[] source, int length, float weight, float[] sum) {
    for (int i = 0; i < length; i++) {
      sum[i] += weight * source[i];
    }
  }

  private void mixColumns(int y) {
    float[] mixed = row;
    int plane = edge * edge;
    for (int x = 0; x < edge; x++) {
      int at = 3 * across.first[x];
      int taps = across.count[x];
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int tap = 0; tap < taps; tap++, at += 3) {
        float weight = across.weight(x, tap);
        red += weight * mixed[at];
        green += weight * mixed[at + 1];
        blue += weight * mixed[at + 2];
      }
      int out = y * edge + x;
      planes[out] = normalized(red, 0);
      planes[plane + out] = normalized(green, 1);
      planes[2 * plane + out] = normalized(blue, 2);
    }
  }

  private static float normalized(float level, int channel) {
    return (level + 128) * SCALE[channel] - SHIFT[channel];
  }

  /** Which source positions make one target position, and how much of each. */
  private static final class Taps {
    private final int source;
    private final int[] first;
    private final int[] count;

    /** Row length of {@link #weights}. */
    private final int width;

    /** {@code [target, width]}; each row's first {@code count} sum to 1. */
    private final float[] weights;

    Taps(int source, int target) {
      double scale = (double) source / target;
      double support = Math.max(scale, 1);
      this.source = source;
      first = new int[target];
      count = new int[target];
      width = 2 * (int) Math.ceil(support) + 1;
      weights = new float[target * width];
      for (int i = 0; i < target; i++) {
        fill(i, (i + 0.5) * scale, support);
      }
    }

    private void fill(int target, double center, double support) {
      first[target] = Math.max((int) (center - support + 0.5), 0);
      count[target] = Math.min((int) (center + support + 0.5), source) - first[target];
      double sum = 0;
      for (int tap = 0; tap < count[target]; tap++) {
        sum += triangle((first[target] + tap + 0.5 - center) / support);
      }
      for (int tap = 0; tap < count[target]; tap++) {
        weights[target * width + tap] =
            (float) (triangle((first[target] + tap + 0.5 - center) / support) / sum);
      }
    }

    private static double triangle(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }

    float weight(int target, int tap) {
      return weights[target * width + tap];
    }
  }
}
