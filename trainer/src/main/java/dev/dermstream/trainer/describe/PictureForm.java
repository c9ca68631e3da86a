package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.DatasetException;

/**
 * Brings images into the form in which a model sees them. Nothing of a file leaves but its pixels.
 * Called from several threads.
 */
@FunctionalInterface
public interface PictureForm {
  /**
   * The picture as a JPEG without metadata.
   *
   * @param image the file's bytes
   * @throws DatasetException with what is wrong with it
   */
  byte[] jpeg(byte[] image) throws DatasetException;
}
