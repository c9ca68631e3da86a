package dev.dermstream.trainer.dataset;

import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;

/** Reads pictures as the servers see them: upright, sRGB. Called from several threads. */
@FunctionalInterface
public interface PictureReader {
  /**
   * The pixels of a file.
   *
   * @throws IOException if the file cannot be read, or is no picture that can be served; the
   *     message names the file
   */
  RgbImage read(Path file) throws IOException;
}
