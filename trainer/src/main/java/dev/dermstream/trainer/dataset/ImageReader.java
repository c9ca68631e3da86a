package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads images of one folder and of nothing outside it. Thread-safe. */
public final class ImageReader {
  private final Path folder;

  /**
   * @param folder that the images lie in; a link that leads out of it is refused
   */
  public ImageReader(Path folder) throws IOException {
    this.folder = folder.toRealPath();
  }

  /**
   * The bytes of an image.
   *
   * @param image path inside the folder
   * @throws DatasetException with why there are none, as the end of a sentence about the row
   */
  public byte[] read(String image) throws DatasetException {
    try {
      Path file = folder.resolve(image).toRealPath();
      if (!file.startsWith(folder)) {
        throw new DatasetException("has an image path that leaves the folder: " + image);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new DatasetException("has no image " + image + " in the folder", e);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw new DatasetException("image " + image + " cannot be read: " + e, e);
    }
  }
}
