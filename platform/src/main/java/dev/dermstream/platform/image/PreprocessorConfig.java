package dev.dermstream.platform.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face {@code preprocessor_config.json} as far as it is understood here. What it asks for
 * and is not understood is refused by name, never left out: a picture prepared in another way than
 * in training gives wrong answers that look right.
 *
 * @param resizes sizes to bring a picture to, one after the other; empty leaves its size
 * @param filter interpolation of every resize
 * @param rescaleFactor factor from pixel levels 0..255 to the range of {@code mean}
 * @param mean per channel R, G, B, subtracted after rescaling
 * @param std per channel, divides after {@code mean} is subtracted; positive
 */
record PreprocessorConfig(
    List<TargetSize> resizes,
    ResampleFilter filter,
    double rescaleFactor,
    List<Float> mean,
    List<Float> std) {

  private static final int MAX_EDGE = 4096;
  private static final double DEFAULT_RESCALE = 1 / 255.0;
  private static final Set<String> TILING_KINDS = Set.of("Idefics3", "SmolVLM");
  private static final Set<String> PLAIN_KINDS = Set.of("Siglip", "ViT", "CLIP", "Gemma3");

  /** Steps that change which pixels a model sees and that are not done here. */
  private static final Set<String> REFUSED =
      Set.of("do_image_splitting", "do_center_crop", "do_pan_and_scan");

  PreprocessorConfig {
    resizes = List.copyOf(resizes);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  static PreprocessorConfig read(Path file) throws IOException {
    try {
      return parse(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file + ": not a JSON object", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  static PreprocessorConfig parse(JsonObject json) {
    String kind = kind(json);
    for (String step : REFUSED) {
      require(!flag(json, step, false), step + " is not supported; set it to false");
    }
    require(
        !flag(json, "do_pad", false) || TILING_KINDS.contains(kind),
        "do_pad is not supported for this image processor; set it to false");
    boolean resize = flag(json, "do_resize", true);
    boolean normalize = flag(json, "do_normalize", true);
    return new PreprocessorConfig(
        resize ? resizes(json) : List.of(),
        resize ? filter(json) : ResampleFilter.NEAREST,
        flag(json, "do_rescale", true) ? rescaleFactor(json) : 1,
        normalize ? channels(json, "image_mean") : List.of(0f, 0f, 0f),
        normalize ? positive(channels(json, "image_std")) : List.of(1f, 1f, 1f));
  }

  private static String kind(JsonObject json) {
    JsonElement type = json.get("image_processor_type");
    if (type == null || type.isJsonNull()) {
      return "";
    }
    String name = type.getAsString();
    String kind = name.replaceFirst("ImageProcessor(Fast)?$", "");
    require(
        TILING_KINDS.contains(kind) || PLAIN_KINDS.contains(kind),
        "image_processor_type " + name + " is not supported");
    return kind;
  }

  private static List<TargetSize> resizes(JsonObject json) {
    List<TargetSize> sizes = new ArrayList<>();
    sizes.add(size(json.get("size")));
    // Without tiles an Idefics3 processor ends by squaring the picture to the tile's size.
    if (json.get("max_image_size") instanceof JsonObject tile) {
      int edge = edge(tile.get("longest_edge"), "max_image_size.longest_edge");
      sizes.add(new TargetSize.Fixed(edge, edge));
    }
    return sizes;
  }

  private static TargetSize size(@Nullable JsonElement size) {
    if (size instanceof JsonPrimitive number) {
      int edge = edge(number, "size");
      return new TargetSize.Fixed(edge, edge);
    }
    if (!(size instanceof JsonObject object)) {
      throw new IllegalArgumentException("size is missing");
    }
    Set<String> keys = object.keySet();
    if (keys.equals(Set.of("height", "width"))) {
      return new TargetSize.Fixed(
          edge(object.get("width"), "size.width"), edge(object.get("height"), "size.height"));
    }
    if (keys.equals(Set.of("longest_edge"))) {
      return new TargetSize.LongestEdge(edge(object.get("longest_edge"), "size.longest_edge"));
    }
    if (keys.equals(Set.of("shortest_edge"))) {
      return new TargetSize.ShortestEdge(edge(object.get("shortest_edge"), "size.shortest_edge"));
    }
    throw new IllegalArgumentException("size with " + keys + " is not supported");
  }

  private static ResampleFilter filter(JsonObject json) {
    int code = number(json.get("resample"), "resample").getAsInt();
    for (ResampleFilter filter : ResampleFilter.values()) {
      if (filter.code() == code) {
        return filter;
      }
    }
    throw new IllegalArgumentException("resample " + code + " is not supported");
  }

  private static double rescaleFactor(JsonObject json) {
    return json.has("rescale_factor")
        ? number(json.get("rescale_factor"), "rescale_factor").getAsDouble()
        : DEFAULT_RESCALE;
  }

  private static List<Float> channels(JsonObject json, String name) {
    if (!(json.get(name) instanceof JsonArray array) || array.size() != RgbImage.CHANNELS) {
      throw new IllegalArgumentException(name + " must hold three numbers");
    }
    List<Float> values = new ArrayList<>();
    for (JsonElement value : array) {
      values.add(number(value, name).getAsFloat());
    }
    return values;
  }

  private static List<Float> positive(List<Float> std) {
    require(std.stream().allMatch(value -> value > 0), "image_std must be positive");
    return std;
  }

  private static int edge(@Nullable JsonElement value, String name) {
    int edge = number(value, name).getAsInt();
    require(edge >= 1 && edge <= MAX_EDGE, name + " must be 1 to " + MAX_EDGE + ", not " + edge);
    return edge;
  }

  private static JsonPrimitive number(@Nullable JsonElement value, String name) {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive;
    }
    throw new IllegalArgumentException(name + " must be a number");
  }

  private static boolean flag(JsonObject json, String name, boolean absent) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return absent;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw new IllegalArgumentException(name + " must be true or false");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
