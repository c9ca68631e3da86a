package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes of files that outlast the loss of power once the method has returned. What is to appear
 * at once is written beside its place, forced to the disk, renamed, and the folder is forced too.
 */
final class DurableFiles {
  private static final String UNFINISHED = ".new";

  private final Consumer<String> steps;

  /**
   * @param steps hears of every change before it is made, by a name for a person
   */
  DurableFiles(Consumer<String> steps) {
    this.steps = steps;
  }

  /** Puts a text in a file's place; whoever reads sees the old one whole or the new one whole. */
  void replace(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    write(unfinished, text);
    steps.accept("rename to " + file.getFileName());
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folderOf(file));
  }

  private void write(Path file, String text) throws IOException {
    steps.accept("write " + file.getFileName());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      steps.accept("force " + file.getFileName());
      channel.force(true);
    }
  }

  /**
   * Copies the files of a folder into another one, whose folders are made.
   *
   * @param wanted by the name inside the folder, with slashes
   */
  void copyTree(Path from, Path to, Predicate<String> wanted) throws IOException {
    for (Path file : filesIn(from)) {
      String name = nameIn(from, file);
      if (wanted.test(name)) {
        steps.accept("copy " + name);
        Path target = to.resolve(name);
        Files.createDirectories(folderOf(target));
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Forces every file and folder of a tree. */
  void forceTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.toList();
    }
    for (Path each : all) {
      if (Files.isDirectory(each)) {
        forceFolder(each);
      } else {
        steps.accept("force " + each.getFileName());
        try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  /** Renames a folder that is forced already; nothing may be in the new place. */
  void publish(Path unfinished, Path place) throws IOException {
    steps.accept("publish " + place.getFileName());
    Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folderOf(place));
  }

  /** Deletes a tree; one that is not there is no error. */
  void deleteTree(Path root) throws IOException {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      // Nothing to delete.
    }
  }

  /** The files of a tree; links are none. */
  static List<Path> filesIn(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static String nameIn(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private void forceFolder(Path folder) throws IOException {
    steps.accept("force folder " + folder.getFileName());
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " has no folder");
    }
    return folder;
  }
}
