package dev.dermstream.trainer.dataset;

import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;

/** Reads pictures as the servers see them: upright, sRGB. Called from several threads. */
@FunctionalInterface
public interface PictureReader {
  /**
   * The pixels of a file.
   *
   * @param bytes of the file
   * @throws IOException that says why they are no picture that can be served
   */
  RgbImage read(byte[] bytes) throws IOException;
}
