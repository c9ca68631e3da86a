package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The folder that the images of a data set lie in, and the names of those in it. */
final class ImageFolder {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "png", "dcm", "dicom");

  private final Path root;
  private final Map<String, List<String>> byStem = new HashMap<>();

  private ImageFolder(Path root) {
    this.root = root;
  }

  /**
   * Looks through a folder and those in it.
   *
   * @param folder a real path
   */
  static ImageFolder of(Path folder) throws IOException {
    ImageFolder images = new ImageFolder(folder);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        images.note(file);
      }
    }
    return images;
  }

  private void note(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    if (dot > 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
      byStem.computeIfAbsent(name.substring(0, dot), stem -> new ArrayList<>()).add(pathOf(file));
    }
  }

  /** Inside the folder, with slashes. */
  String pathOf(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /**
   * The image that an identifier names: its file's name without the ending.
   *
   * @throws IllegalArgumentException if there is none or more than one
   */
  String named(String identifier) {
    List<String> found = byStem.getOrDefault(identifier, List.of());
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "has no image called " + identifier + " in the folder"
              : "has more than one image: " + String.join(", ", found));
    }
    return found.getFirst();
  }

  /**
   * The image that a record names: by its path from the record's file, or by its name wherever in
   * the folder it lies.
   *
   * @param from folder of the file that names it
   * @throws IllegalArgumentException if there is none or more than one
   */
  String find(Path from, String written) {
    String path = resolve(from, written);
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    boolean ends = dot > 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    String stem = ends ? name.substring(0, dot) : name;
    return byStem.getOrDefault(stem, List.of()).contains(path) ? path : named(stem);
  }

  /**
   * A file that is named from another file of the folder, as a path inside the folder.
   *
   * @param from folder of the file that names it
   * @throws IllegalArgumentException if the path leaves the folder
   */
  String resolve(Path from, String written) {
    try {
      Path file = from.resolve(written).normalize();
      if (file.startsWith(root) && !file.equals(root)) {
        return pathOf(file);
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("names no file: " + written, e);
    }
    throw new IllegalArgumentException("has an image path that leaves the folder: " + written);
  }
}
