package dev.dermstream.platform.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
    Columns columns = new Columns(image, width);
    int length = CHANNELS * width;
    byte[] out = new byte[Math.multiplyExact(image.height(), length)];
    for (int y = 0; y < image.height(); y++) {
      write(columns.line(y), out, y * length, length);
    }
    return new RgbImage(width, image.height(), out);
  }

  /**
   * Each line of the picture is resampled once and added to all rows that take from it; only their
   * sums are held, in turns.
   */
  private RgbImage columnsAndRows(RgbImage image, int width, int height) {
    Columns columns = new Columns(image, width);
    ResampleWeights rows = weights(image.height(), height);
    int length = CHANNELS * width;
    int open = rows.mostOpen();
    int[] sums = new int[Math.multiplyExact(length, open)];
    byte[] out = new byte[Math.multiplyExact(length, height)];
    for (int y = 0, oldest = 0, next = 0; y < image.height(); y++) {
      int[] line = columns.line(y);
      for (; next < height && rows.first[next] <= y; next++) {
        int start = next % open * length;
        Arrays.fill(sums, start, start + length, ResampleWeights.HALF);
      }
      for (int row = oldest; row < next; row++) {
        int weight = rows.weights[row * rows.stride + y - rows.first[row]];
        lines.add(line, weight, sums, row % open * length, length);
      }
      for (; oldest < next && rows.first[oldest] + rows.count[oldest] - 1 <= y; oldest++) {
        lines.round(sums, oldest % open * length, out, oldest * length, length);
      }
    }
    return new RgbImage(width, height, out);
  }

  /** The lines of one picture at another width. */
  private final class Columns {
    private final byte[] rgb;
    private final int length;
    private final Optional<ResampleWeights> weights;
    private final int[] line;
    private final int[] out;

    Columns(RgbImage image, int width) {
      rgb = image.rgb();
      length = CHANNELS * image.width();
      weights =
          width == image.width() ? Optional.empty() : Optional.of(weights(image.width(), width));
      line = new int[length + weights.map(ResampleWeights::padding).orElse(0)];
      out = weights.isEmpty() ? line : new int[LineResampler.OUT_PER_PIXEL * width];
    }

    /** Levels 0 to 255 of line {@code y}; the array is used again for the next. */
    int[] line(int y) {
      lines.read(rgb, y * length, line, length);
      weights.ifPresent(w -> lines.resample(line, w, out));
      return out;
    }
  }

  private static void write(int[] levels, byte[] out, int start, int length) {
    for (int i = 0; i < length; i++) {
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
