package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a data set in a form of others. Images are not opened; {@link CheckedImages} does that. */
@FunctionalInterface
public interface DatasetImporter {
  /**
   * Reads a folder.
   *
   * @return rows whose images are paths inside the folder
   * @throws DatasetException if the folder holds no data of this form
   * @throws IOException if the folder cannot be read
   */
  ReadRows read(Path folder) throws IOException;
}
