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
  private static final int MAX_CACHED = 64;
  private static final int MAX_CACHED_WEIGHTS = 1 << 16;
  private static final int CHANNELS = RgbImage.CHANNELS;

  private record Sizes(int inputs, int outputs) {}

  private final ResampleFilter filter;
  private final Map<Sizes, ResampleWeights> cache = new LinkedHashMap<>(16, 0.75f, true);

  Resampler(ResampleFilter filter) {
    this.filter = filter;
  }

  RgbImage resize(RgbImage image, int width, int height) {
    if (filter == ResampleFilter.NEAREST) {
      return width == image.width() && height == image.height()
          ? image
          : nearest(image, width, height);
    }
    RgbImage narrowed = width == image.width() ? image : columns(image, width);
    return height == image.height() ? narrowed : rows(narrowed, height);
  }

  private RgbImage columns(RgbImage image, int width) {
    ResampleWeights w = weights(image.width(), width);
    byte[] in = image.rgb();
    byte[] out = new byte[Math.multiplyExact(CHANNELS * image.height(), width)];
    int o = 0;
    for (int y = 0; y < image.height(); y++) {
      int line = y * image.width() * CHANNELS;
      for (int x = 0; x < width; x++) {
        int red = ResampleWeights.HALF;
        int green = ResampleWeights.HALF;
        int blue = ResampleWeights.HALF;
        int i = line + w.first[x] * CHANNELS;
        int k = x * w.stride;
        for (int end = k + w.count[x]; k < end; k++) {
          int weight = w.weights[k];
          red += (in[i] & 0xFF) * weight;
          green += (in[i + 1] & 0xFF) * weight;
          blue += (in[i + 2] & 0xFF) * weight;
          i += CHANNELS;
        }
        out[o++] = ResampleWeights.toPixel(red);
        out[o++] = ResampleWeights.toPixel(green);
        out[o++] = ResampleWeights.toPixel(blue);
      }
    }
    return new RgbImage(width, image.height(), out);
  }

  private RgbImage rows(RgbImage image, int height) {
    ResampleWeights w = weights(image.height(), height);
    int line = image.width() * CHANNELS;
    byte[] in = image.rgb();
    byte[] out = new byte[Math.multiplyExact(line, height)];
    int[] sums = new int[line];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, ResampleWeights.HALF);
      for (int k = 0; k < w.count[y]; k++) {
        int weight = w.weights[y * w.stride + k];
        int i = (w.first[y] + k) * line;
        for (int x = 0; x < line; x++) {
          sums[x] += (in[i + x] & 0xFF) * weight;
        }
      }
      for (int x = 0; x < line; x++) {
        out[y * line + x] = ResampleWeights.toPixel(sums[x]);
      }
    }
    return new RgbImage(image.width(), height, out);
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
