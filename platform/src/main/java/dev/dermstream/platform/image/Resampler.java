package dev.dermstream.platform.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resizes pictures as Pillow's {@code Image.resize} does: columns first, then rows, each pass
 * rounded to 8 bits, a pass left out where the size stays; {@link ResampleFilter#NEAREST} picks
 * pixels.
 *
 * <p>Thread-safe. Weights are kept for the size pairs used last, within {@value #MAX_CACHED}
 * entries of at most {@value #MAX_CACHED_WEIGHTS} weights.
 */
final class Resampler {
  private static final int MAX_CACHED = 16;
  private static final int MAX_CACHED_WEIGHTS = 1 << 16;
  private static final int CHANNELS = RgbImage.CHANNELS;

  private record Sizes(int inputs, int outputs) {}

  private final ResampleFilter filter;
  private final LineResampler lines;
  private final Map<Sizes, ResampleWeights> cache = new LinkedHashMap<>(16, 0.75f, true);

  Resampler(ResampleFilter filter) {
    this(filter, LineResampler.fastest());
  }

  Resampler(ResampleFilter filter, LineResampler lines) {
    this.filter = filter;
    this.lines = lines;
  }

  RgbImage resize(RgbImage image, int width, int height) {
    if (filter == ResampleFilter.NEAREST) {
      return width == image.width() && height == image.height()
          ? image
          : nearest(image, width, height);
    }
    if (height == image.height()) {
      return width == image.width() ? image : columns(image, width);
    }
    return columnsAndRows(image, width, height);
  }

  private RgbImage columns(RgbImage image, int width) {
    ResampleWeights w = weights(image.width(), width);
    int[] line = line(image);
    int[] narrowed = new int[CHANNELS * width];
    byte[] out = new byte[Math.multiplyExact(CHANNELS * image.height(), width)];
    for (int y = 0; y < image.height(); y++) {
      read(image, y, line);
      lines.resample(line, w, narrowed);
      write(narrowed, out, y * narrowed.length);
    }
    return new RgbImage(width, image.height(), out);
  }

  /**
   * Each line of the picture is resampled once and added to all rows that take from it; only their
   * sums are held, in turns.
   */
  private RgbImage columnsAndRows(RgbImage image, int width, int height) {
    boolean sameWidth = width == image.width();
    ResampleWeights columns = weights(image.width(), width);
    ResampleWeights rows = weights(image.height(), height);
    int length = CHANNELS * width;
    int[] line = line(image);
    int[] narrowed = sameWidth ? line : new int[length];
    int open = rows.mostOpen();
    int[] sums = new int[Math.multiplyExact(length, open)];
    byte[] out = new byte[Math.multiplyExact(length, height)];
    for (int y = 0, oldest = 0, next = 0; y < image.height(); y++) {
      read(image, y, line);
      if (!sameWidth) {
        lines.resample(line, columns, narrowed);
      }
      for (; next < height && rows.first[next] <= y; next++) {
        int start = next % open * length;
        Arrays.fill(sums, start, start + length, ResampleWeights.HALF);
      }
      for (int row = oldest; row < next; row++) {
        int weight = rows.weights[row * rows.stride + y - rows.first[row]];
        add(narrowed, weight, sums, row % open * length, length);
      }
      for (; oldest < next && rows.first[oldest] + rows.count[oldest] - 1 <= y; oldest++) {
        write(sums, oldest % open * length, out, oldest * length, length);
      }
    }
    return new RgbImage(width, height, out);
  }

  private static int[] line(RgbImage image) {
    return new int[CHANNELS * image.width() + LineResampler.PADDING];
  }

  // The loops below are apart and this plain so that the compiler makes vectors of them.

  private static void read(RgbImage image, int y, int[] line) {
    byte[] rgb = image.rgb();
    int length = CHANNELS * image.width();
    int start = y * length;
    for (int i = 0; i < length; i++) {
      line[i] = rgb[start + i] & 0xFF;
    }
  }

  private static void add(int[] line, int weight, int[] sums, int start, int length) {
    for (int i = 0; i < length; i++) {
      sums[start + i] += line[i] * weight;
    }
  }

  private static void write(int[] sums, int from, byte[] out, int start, int length) {
    for (int i = 0; i < length; i++) {
      out[start + i] = (byte) ResampleWeights.toLevel(sums[from + i]);
    }
  }

  private static void write(int[] levels, byte[] out, int start) {
    for (int i = 0; i < levels.length; i++) {
      out[start + i] = (byte) levels[i];
    }
  }

  private static RgbImage nearest(RgbImage image, int width, int height) {
    int[] columns = nearestIndices(image.width(), width);
    int[] rows = nearestIndices(image.height(), height);
    byte[] in = image.rgb();
    byte[] out = new byte[Math.multiplyExact(CHANNELS * height, width)];
    int o = 0;
    for (int row : rows) {
      for (int column : columns) {
        System.arraycopy(in, (row * image.width() + column) * CHANNELS, out, o, CHANNELS);
        o += CHANNELS;
      }
    }
    return new RgbImage(width, height, out);
  }

  /** Pillow walks by repeated addition; so does this, to fall on the same side of a tie. */
  private static int[] nearestIndices(int inputs, int outputs) {
    double scale = (double) inputs / outputs;
    int[] indices = new int[outputs];
    double position = scale * 0.5;
    for (int i = 0; i < outputs; i++) {
      indices[i] = Math.min((int) position, inputs - 1);
      position += scale;
    }
    return indices;
  }

  private ResampleWeights weights(int inputs, int outputs) {
    Sizes key = new Sizes(inputs, outputs);
    synchronized (cache) {
      ResampleWeights known = cache.get(key);
      if (known != null) {
        return known;
      }
    }
    ResampleWeights made = ResampleWeights.of(filter, inputs, outputs);
    if (made.weights.length <= MAX_CACHED_WEIGHTS) {
      synchronized (cache) {
        cache.put(key, made);
        if (cache.size() > MAX_CACHED) {
          cache.remove(cache.keySet().iterator().next());
        }
      }
    }
    return made;
  }
}
