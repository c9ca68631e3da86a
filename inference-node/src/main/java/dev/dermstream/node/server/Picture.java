package dev.dermstream.node.server;

import dev.dermstream.node.cache.FeatureKey;
import dev.dermstream.platform.image.PixelValues;
import java.util.Optional;

/**
 * What the encoder gets of an image: all of it, or the part around a lesion.
 *
 * @param key of these very pixels in the feature cache; none if that is off
 */
record Picture(PixelValues pixels, Optional<FeatureKey> key) {
  /** What it holds while it waits. */
  long bytes() {
    return (long) pixels.values().length * Float.BYTES;
  }
}
