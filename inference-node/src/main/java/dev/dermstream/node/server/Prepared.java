package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.cache.FeatureKey;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.v1.ImageInfo;
import java.util.Optional;

/** What the first stage made of a request. */
sealed interface Prepared {
  /**
   * Ready for the encoder.
   *
   * @param key of the pixels in the feature cache; none if that is off
   * @param asked of the language model
   */
  record Ready(PixelValues pixels, Optional<FeatureKey> key, ImageInfo info, Asked asked)
      implements Prepared {}

  /** The image cannot be screened. */
  record Unfit(ErrorCode code, String sentence) implements Prepared {}
}
