package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.lesion.PictureFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Writes a stretch of a drawn set: {@code images/*.jpg} and {@code manifest.jsonl}, in the order of
 * the indices. Memory does not grow with the number of pictures.
 */
public final class DrawnFolder {
  /** Pictures under way for each thread. */
  private static final int AHEAD = 4;

  private static final String MANIFEST = "manifest.jsonl";
  private static final String IMAGES = "images";

  private final Stretch stretch;
  private final int width;
  private final int height;

  /**
   * Pictures of a set that follow each other.
   *
   * @param first index, 0 or more
   * @param count at least 1
   */
  public record Stretch(DrawnSet set, long seed, long first, int count) {
    public Stretch {
      if (first < 0 || count < 1) {
        throw new IllegalArgumentException(
            "%d pictures from index %d cannot be drawn".formatted(count, first));
      }
    }
  }

  /** Pictures of one size. */
  public DrawnFolder(Stretch stretch, int width, int height) {
    this.stretch = stretch;
    this.width = width;
    this.height = height;
  }

  /**
   * Draws with all processors and writes the folder; it appears whole or not at all.
   *
   * @param folder that is not there yet
   * @param drawn called after every picture, in the caller's thread
   * @throws DatasetException if the folder is there already
   */
  public void write(Path folder, Runnable drawn) throws IOException {
    Path unfinished = Path.of(folder + ".new");
    requireFree(folder, unfinished);
    Files.createDirectories(unfinished.resolve(IMAGES));
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        write(unfinished, workers, AHEAD * threads, drawn);
      } finally {
        workers.shutdownNow();
      }
    } catch (IOException | RuntimeException e) {
      delete(unfinished, e);
      throw e;
    }
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void requireFree(Path folder, Path unfinished) throws DatasetException {
    if (Files.exists(folder)) {
      throw new DatasetException(folder + " is there already");
    }
    if (Files.exists(unfinished)) {
      throw new DatasetException(
          unfinished + " is there: another run writes it, or left it when it broke off");
    }
  }

  private void write(Path folder, ExecutorService workers, int ahead, Runnable drawn)
      throws IOException {
    try (BufferedWriter manifest = Files.newBufferedWriter(folder.resolve(MANIFEST))) {
      Queue<Future<String>> pending = new ArrayDeque<>();
      for (int i = 0; i < stretch.count() || !pending.isEmpty(); ) {
        if (i < stretch.count() && pending.size() < ahead) {
          long index = stretch.first() + i++;
          pending.add(workers.submit(() -> picture(folder, index)));
        } else {
          manifest.write(await(pending.remove()));
          manifest.write('\n');
          drawn.run();
        }
      }
    }
  }

  /** Draws and writes one picture; its line of the manifest. */
  private String picture(Path folder, long index) throws IOException {
    DrawnPicture drawn = stretch.set().draw(stretch.seed(), index, width, height);
    Files.write(
        folder.resolve(IMAGES).resolve(drawn.row().image()), PictureFiles.jpeg(drawn.picture()));
    return ManifestFile.line(drawn.row());
  }

  private static String await(Future<String> line) throws IOException {
    try {
      return line.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while pictures are drawn", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("A picture could not be drawn", e.getCause());
    }
  }

  private static void delete(Path folder, Exception failure) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      failure.addSuppressed(e);
    }
  }
}
