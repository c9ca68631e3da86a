package dev.dermstream.command;

import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the image that a record is of: by its bytes, whatever its name. */
final class RecordedImage {
  private RecordedImage() {}

  /**
   * @param path the file, or a folder to search with all that is below
   * @throws IOException if it is not there; the message names the digests
   */
  static Path find(Path path, ImageRecord image) throws IOException {
    if (Files.isDirectory(path)) {
      return search(path, image);
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    String digest = Sha256.hex(path);
    if (!digest.equals(image.image())) {
      throw new IOException(
          "%s is another image: its SHA-256 is %s, that of the record is %s"
              .formatted(path, digest, image.image()));
    }
    return path;
  }

  private static Path search(Path folder, ImageRecord image) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = below.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + " cannot be searched: " + e.getCause(), e);
    }
    for (Path file : files) {
      // Most others are told apart without being read.
      if (Files.size(file) == image.imageBytes() && Sha256.hex(file).equals(image.image())) {
        return file;
      }
    }
    throw new IOException(
        "None of the %d files in %s is the image of the record, of %d bytes with the SHA-256 %s"
            .formatted(files.size(), folder, image.imageBytes(), image.image()));
  }
}
