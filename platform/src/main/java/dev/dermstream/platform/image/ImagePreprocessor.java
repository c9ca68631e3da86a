package dev.dermstream.platform.image;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings a picture to what a vision encoder was trained on: resize, rescale and normalise as the
 * model's {@code preprocessor_config.json} says. Levels before normalisation are within 1 of
 * Pillow's. The trainer and the server both use it, so that a model meets the same pixels in both.
 *
 * <p>Thread-safe. One call allocates the result and at most two resized pictures.
 */
public final class ImagePreprocessor {
  private static final int LEVELS = 256;

  private final List<TargetSize> resizes;
  private final Resampler resampler;

  /** Pixel level to value, a table per channel. */
  private final float[][] tables = new float[RgbImage.CHANNELS][LEVELS];

  private ImagePreprocessor(PreprocessorConfig config) {
    this.resizes = config.resizes();
    this.resampler = new Resampler(config.filter());
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      for (int level = 0; level < LEVELS; level++) {
        float rescaled = (float) (level * config.rescaleFactor());
        tables[channel][level] =
            (rescaled - config.mean().get(channel)) / config.std().get(channel);
      }
    }
  }

  /**
   * Reads a {@code preprocessor_config.json}.
   *
   * @throws IOException if the file cannot be read, or asks for something that is not done here;
   *     the message names it
   */
  public static ImagePreprocessor read(Path file) throws IOException {
    return new ImagePreprocessor(PreprocessorConfig.read(file));
  }

  /**
   * Of the content of a {@code preprocessor_config.json}.
   *
   * @throws IllegalArgumentException if it asks for something that is not done here
   */
  public static ImagePreprocessor of(JsonObject json) {
    return new ImagePreprocessor(PreprocessorConfig.parse(json));
  }

  /**
   * The picture's pixel values, in an array of their own.
   *
   * @throws IllegalArgumentException if the picture is too narrow for a size given by its shorter
   *     edge
   */
  public PixelValues apply(RgbImage image) {
    RgbImage resized = resize(image);
    float[] values = new float[RgbImage.CHANNELS * resized.width() * resized.height()];
    normalize(resized, FloatBuffer.wrap(values));
    return new PixelValues(values, resized.height(), resized.width());
  }

  /**
   * Writes the picture's pixel values into a batch.
   *
   * @param offset index of the first value
   * @return how many values were written
   * @throws IndexOutOfBoundsException if the values do not fit
   */
  public int apply(RgbImage image, float[] batch, int offset) {
    RgbImage resized = resize(image);
    normalize(resized, FloatBuffer.wrap(batch, offset, batch.length - offset));
    return RgbImage.CHANNELS * resized.width() * resized.height();
  }

  /**
   * Whether a picture of this size has at least as many columns and rows as its pixel values will
   * have. False for one that is too narrow to be resized.
   */
  public boolean fills(int width, int height) {
    TargetSize.Size size = new TargetSize.Size(width, height);
    try {
      for (TargetSize target : resizes) {
        size = target.of(size.width(), size.height());
      }
    } catch (IllegalArgumentException e) {
      return false; // Said to the caller when the picture itself is resized.
    }
    return width >= size.width() && height >= size.height();
  }

  /**
   * The first half of {@link #apply(RgbImage)}.
   *
   * @return a picture of the size that the pixel values will have
   * @throws IllegalArgumentException if the picture is too narrow for a size given by its shorter
   *     edge
   */
  public RgbImage resize(RgbImage image) {
    RgbImage resized = image;
    for (TargetSize target : resizes) {
      TargetSize.Size size = target.of(resized.width(), resized.height());
      resized = resampler.resize(resized, size.width(), size.height());
    }
    return resized;
  }

  /**
   * The second half of {@link #apply(RgbImage)}.
   *
   * @param values where the values go from its position on, {@code [3, height, width]}; its
   *     position stays
   * @throws IndexOutOfBoundsException if the values do not fit
   */
  public void normalize(RgbImage resized, FloatBuffer values) {
    byte[] rgb = resized.rgb();
    int plane = resized.width() * resized.height();
    float[] line = new float[resized.width()];
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      float[] table = tables[channel];
      int out = values.position() + channel * plane;
      for (int i = channel; i < rgb.length; out += line.length) {
        // By way of a line in the cache: an array is written faster than a buffer, value by value.
        for (int x = 0; x < line.length; x++, i += RgbImage.CHANNELS) {
          line[x] = table[rgb[i] & 0xFF];
        }
        values.put(out, line);
      }
    }
  }
}
