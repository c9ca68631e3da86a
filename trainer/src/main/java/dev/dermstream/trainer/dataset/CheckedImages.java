package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads every image of a data set once, several at a time. */
public final class CheckedImages {
  private final Path folder;
  private final ImageCheck check;
  private final Runnable progress;

  /**
   * @param folder that the images lie in; a link that leads out of it is refused
   * @param check of an image's bytes
   * @param progress told after each image, from several threads
   */
  public CheckedImages(Path folder, ImageCheck check, Runnable progress) throws IOException {
    this.folder = folder.toRealPath();
    this.check = check;
    this.progress = progress;
  }

  /** The same rows, those whose image cannot be used among the bad ones. */
  public ReadRows check(ReadRows rows) {
    List<Optional<String>> problems =
        rows.good().parallelStream().map(row -> problem(row.row().image())).toList();
    List<PlacedRow> good = new ArrayList<>();
    List<BadRow> bad = new ArrayList<>(rows.bad());
    for (int i = 0; i < problems.size(); i++) {
      PlacedRow row = rows.good().get(i);
      problems
          .get(i)
          .ifPresentOrElse(reason -> bad.add(new BadRow(row.place(), reason)), () -> good.add(row));
    }
    return new ReadRows(good, bad, rows.notes());
  }

  private Optional<String> problem(String image) {
    try {
      Path file = folder.resolve(image).toRealPath();
      if (!file.startsWith(folder)) {
        return Optional.of("has an image path that leaves the folder: " + image);
      }
      return check
          .problem(Files.readAllBytes(file))
          .map(reason -> "image " + image + ": " + reason);
    } catch (NoSuchFileException | InvalidPathException e) {
      return Optional.of("has no image " + image + " in the folder");
    } catch (IOException e) {
      return Optional.of("image " + image + " cannot be read: " + e);
    } finally {
      progress.run();
    }
  }
}
