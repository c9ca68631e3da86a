package dev.dermstream.trainer.finetune.data;

import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;

/** Decodes an image file, as the server does. Called from several threads. */
@FunctionalInterface
public interface PictureReader {
  /**
   * Decodes.
   *
   * @param file its bytes
   * @throws IOException whose message says what is wrong with them
   */
  RgbImage read(byte[] file) throws IOException;
}
