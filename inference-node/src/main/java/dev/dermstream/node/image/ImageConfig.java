package dev.dermstream.node.image;

import dev.dermstream.platform.config.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Configuration of image decoding, {@code dermstream.node.image}.
 *
 * @param maxPixels most pixels of one image
 * @param maxPixelsInMemory most pixels of all images being decoded or resized
 * @param jpegDecoder what decodes JPEG
 * @param jpegScaledDecoding whether a JPEG of at least twice the size that the model takes is
 *     decoded at half its size; pixels differ
 */
public record ImageConfig(
    int maxPixels,
    int maxPixelsInMemory,
    JpegDecoderChoice jpegDecoder,
    boolean jpegScaledDecoding) {
  private static final int MOST_PIXELS = 2_000_000_000;

  /** Reads and checks the values; {@code settings} gathers the problems. */
  public static ImageConfig read(Settings settings) {
    String name = settings.text("image.jpeg-decoder");
    Optional<JpegDecoderChoice> choice = choice(name);
    settings.require(choice.isPresent(), "image.jpeg-decoder", "must be auto, turbojpeg or jdk");
    ImageConfig read =
        new ImageConfig(
            settings.number("image.max-pixels", 1, MOST_PIXELS),
            settings.number("image.max-pixels-in-memory", 1, MOST_PIXELS),
            choice.orElse(JpegDecoderChoice.AUTO),
            settings.flag("image.jpeg-scaled-decoding"));
    settings.require(
        read.maxPixelsInMemory >= read.maxPixels,
        "image.max-pixels-in-memory",
        "must be at least image.max-pixels");
    return read;
  }

  private static Optional<JpegDecoderChoice> choice(String name) {
    return Arrays.stream(JpegDecoderChoice.values())
        .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
