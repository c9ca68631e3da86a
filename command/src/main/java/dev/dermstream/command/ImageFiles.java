package dev.dermstream.command;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files that a list of paths names: a file always, whatever it is called; of a folder the files
 * that look like images by name, including those without an ending, as DICOM exports have.
 *
 * @param files in order of the arguments, within a folder by name
 * @param skipped files of folders that do not look like images
 */
record ImageFiles(List<Path> files, int skipped) {
  private static final long MOST_BYTES = 64L << 20;
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "png", "dcm", "dicom");

  static ImageFiles of(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    int skipped = 0;
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> found = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
          for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
            if (looksLikeImage(file)) {
              files.add(file);
            } else {
              skipped++;
            }
          }
        }
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }
    return new ImageFiles(List.copyOf(files), skipped);
  }

  /**
   * The bytes of a file.
   *
   * @throws IOException if it cannot be read or is larger than {@link #MOST_BYTES}
   */
  static ByteString read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new IOException("%s: %d bytes, over the limit of %d".formatted(file, size, MOST_BYTES));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ByteString.readFrom(in);
    }
  }

  private static boolean looksLikeImage(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.startsWith(".")) {
      return false;
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 || ENDINGS.contains(name.substring(dot + 1));
  }
}
