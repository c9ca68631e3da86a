package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Region;
import java.util.List;

/** What became of an image's bytes on the way to the model. */
sealed interface Preparation {
  /**
   * Pixel values; the picture itself is no longer in memory.
   *
   * @param further the lesions beside the one that the pixels are of
   */
  record Ready(PixelValues pixels, ImageInfo info, List<Part> further) implements Preparation {
    public Ready {
      further = List.copyOf(further);
    }
  }

  /** A part of the picture. */
  record Part(PixelValues pixels, Region region) {}

  /** The image cannot be screened. */
  record Unfit(ErrorCode code, String sentence) implements Preparation {}
}
