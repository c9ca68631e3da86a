package dev.dermstream.trainer.refresh;

import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.platform.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An image whose diagnosis is confirmed.
 *
 * @param identifier of the image, in no other row of the index
 * @param idCode its class
 * @param attributes what else is known of it
 * @param file the image
 */
record ConfirmedImage(String identifier, int idCode, ImageAttributes attributes, Path file) {
  /** One in five. */
  private static final int PARTS = 5;

  /**
   * Whether it judges releases instead of being learned; the same for an image for ever, so that no
   * release is judged by what it has learned.
   */
  boolean isHeldOut() {
    byte[] digest = Sha256.of(identifier.getBytes(StandardCharsets.UTF_8));
    return Byte.toUnsignedInt(digest[0]) % PARTS == 0;
  }
}
