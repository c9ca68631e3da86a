package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.v1.ImageInfo;

/** What became of an image's bytes on the way to the model. */
sealed interface Preparation {
  /** Pixel values; the picture itself is no longer in memory. */
  record Ready(PixelValues pixels, ImageInfo info) implements Preparation {}

  /** The image cannot be screened. */
  record Unfit(ErrorCode code, String sentence) implements Preparation {}
}
