package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.io.IOException;

/** Reads the file of an image again. Thread-safe. */
@FunctionalInterface
public interface ImageBytes {
  /**
   * The bytes of the first file that holds the image.
   *
   * @throws IOException if they cannot be had; a {@link
   *     dev.dermstream.batch.archive.ArchiveException} says whether that may change
   */
  byte[] read(ImageResult result) throws IOException, InterruptedException;
}
