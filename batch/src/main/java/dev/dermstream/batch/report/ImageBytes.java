package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageResult;
import java.io.IOException;

/** Reads images again, for their thumbnails. Called by one thread, for a few dozen images. */
@FunctionalInterface
public interface ImageBytes {
  /**
   * The file of the image.
   *
   * @throws IOException if it cannot be had; the page then shows a placeholder in its place
   */
  byte[] read(ImageResult image) throws IOException, InterruptedException;
}
