package dev.dermstream.trainer.recipe.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.RgbImage;

/**
 * Prepared pictures in a quarter of the memory: the values that {@link ImagePreprocessor} gives,
 * each as the 8-bit level it came from, {@code [3, size, size]}.
 *
 * <p>With mean and deviation 0.5 a value is {@code level / 127.5 - 1}; going back and forth loses
 * nothing.
 */
public final class PixelLevels {
  private static final float HALF = 0.5f;

  /** Pictures keep twice the final detail until the step that squares them. */
  private static final int OVERSIZE = 2;

  private static final int BILINEAR = 2;
  private static final float TOP = 255;

  private final int size;
  private final ImagePreprocessor preprocessor;

  /** Of square pictures with the given side. */
  public PixelLevels(int size) {
    this.size = size;
    this.preprocessor = ImagePreprocessor.of(configuration(size));
  }

  /** What {@code preprocessor_config.json} says of a model trained on such pictures. */
  public static JsonObject configuration(int size) {
    JsonObject json = new JsonObject();
    json.addProperty("image_processor_type", "Idefics3ImageProcessor");
    json.addProperty("do_convert_rgb", true);
    json.addProperty("do_image_splitting", false);
    json.addProperty("do_resize", true);
    json.addProperty("resample", BILINEAR);
    json.add("size", edge(OVERSIZE * size));
    json.add("max_image_size", edge(size));
    json.addProperty("do_rescale", true);
    json.addProperty("rescale_factor", 1 / 255.0);
    json.addProperty("do_normalize", true);
    json.add("image_mean", channels());
    json.add("image_std", channels());
    json.addProperty("do_pad", false);
    return json;
  }

  private static JsonObject edge(int pixels) {
    JsonObject edge = new JsonObject();
    edge.addProperty("longest_edge", pixels);
    return edge;
  }

  private static JsonArray channels() {
    JsonArray values = new JsonArray();
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      values.add(HALF);
    }
    return values;
  }

  /** Side of a prepared picture. */
  public int size() {
    return size;
  }

  /** Values of one prepared picture. */
  public int length() {
    return RgbImage.CHANNELS * size * size;
  }

  /** Prepares a picture exactly as the server does. */
  public byte[] of(RgbImage image) {
    float[] values = preprocessor.apply(image).values();
    byte[] levels = new byte[values.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round((values[i] * HALF + HALF) * TOP);
    }
    return levels;
  }

  /** The value that a model sees of a level. */
  public static float value(byte level) {
    float rescaled = (float) ((level & 0xFF) * (1 / 255.0));
    return (rescaled - HALF) / HALF;
  }
}
