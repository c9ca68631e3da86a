package dev.dermstream.peer.tuned;

/**
 * A triangle filter as wide as the picture shrinks (Pillow's bilinear), then the model's
 * normalisation, from interleaved bytes to planes. Rows first, because there the inner loop runs
 * over neighbours in memory. Not thread-safe.
 */
final class Shrink {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final int edge;
  private final float[] planes;
  private Taps across;
  private Taps down;
  private float[] row = new float[0];

  Shrink(int edge) {
    this.edge = edge;
    planes = new float[3 * edge * edge];
    across = Taps.of(edge, edge);
    down = across;
  }

  /** {@code [3, edge, edge]}, overwritten by the next call. */
  float[] apply(byte[] rgb, int width, int height) {
    if (across.source() != width) {
      across = Taps.of(width, edge);
    }
    if (down.source() != height) {
      down = Taps.of(height, edge);
    }
    int stride = 3 * width;
    if (row.length < stride) {
      row = new float[stride];
    }
    for (int y = 0; y < edge; y++) {
      mixRows(rgb, stride, y);
      mixColumns(y);
    }
    return planes;
  }

  private void mixRows(byte[] rgb, int stride, int y) {
    float[] sum = row;
    int first = down.first()[y];
    int taps = down.count()[y];
    scaled(rgb, first * stride, stride, down.weight(y, 0), sum);
    for (int tap = 1; tap < taps; tap++) {
      added(rgb, (first + tap) * stride, stride, down.weight(y, tap), sum);
    }
  }

  private static void scaled(byte[] rgb, int from, int stride, float weight, float[] sum) {
    for (int i = 0; i < stride; i++) {
      sum[i] = weight * (rgb[from + i] & 0xff);
    }
  }

  private static void added(byte[] rgb, int from, int stride, float weight, float[] sum) {
    for (int i = 0; i < stride; i++) {
      sum[i] += weight * (rgb[from + i] & 0xff);
    }
  }

  private void mixColumns(int y) {
    float[] mixed = row;
    int plane = edge * edge;
    for (int x = 0; x < edge; x++) {
      int at = 3 * across.first()[x];
      int taps = across.count()[x];
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
    return (level * (1 / 255f) - MEAN[channel]) / STD[channel];
  }

  /**
   * Which source positions make one target position.
   *
   * @param source length of the source
   * @param first first source position of each target position
   * @param count how many there are
   * @param width row length of {@code weights}
   * @param weights {@code [target, width]}; each row's first {@code count} sum to 1
   */
  private record Taps(int source, int[] first, int[] count, int width, float[] weights) {
    static Taps of(int source, int target) {
      double scale = (double) source / target;
      double support = Math.max(scale, 1);
      int width = 2 * (int) Math.ceil(support) + 1;
      int[] first = new int[target];
      int[] count = new int[target];
      float[] weights = new float[target * width];
      for (int i = 0; i < target; i++) {
        double center = (i + 0.5) * scale;
        first[i] = Math.max((int) (center - support + 0.5), 0);
        count[i] = Math.min((int) (center + support + 0.5), source) - first[i];
        double sum = 0;
        for (int tap = 0; tap < count[i]; tap++) {
          sum += triangle((first[i] + tap + 0.5 - center) / support);
        }
        for (int tap = 0; tap < count[i]; tap++) {
          weights[i * width + tap] =
              (float) (triangle((first[i] + tap + 0.5 - center) / support) / sum);
        }
      }
      return new Taps(source, first, count, width, weights);
    }

    private static double triangle(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }

    float weight(int target, int tap) {
      return weights[target * width + tap];
    }
  }
}
