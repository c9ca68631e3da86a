package dev.dermstream.trainer.dataset;

import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads every image of a data set once, several at a time. */
public final class CheckedImages {
  private final ImageReader images;
  private final ImageCheck check;
  private final Runnable progress;

  /**
   * @param folder that the images lie in; a link that leads out of it is refused
   * @param check of an image's bytes
   * @param progress told after each image, from several threads
   */
  public CheckedImages(Path folder, ImageCheck check, Runnable progress) throws IOException {
    this.images = new ImageReader(folder);
    this.check = check;
    this.progress = progress;
  }

  /**
   * The same rows, those whose image cannot be used or was there before among the bad ones.
   *
   * @param seen pictures that were there before; those of the rows join them
   */
  public ReadRows check(ReadRows rows, SeenPictures seen) {
    List<Read> read = rows.good().parallelStream().map(row -> check(row.row().image())).toList();
    List<PlacedRow> good = new ArrayList<>();
    List<BadRow> bad = new ArrayList<>(rows.bad());
    for (int i = 0; i < read.size(); i++) {
      PlacedRow row = rows.good().get(i);
      Optional<String> problem =
          switch (read.get(i)) {
            case Whole whole -> seen.problem(row, whole.digest());
            case Unusable unusable -> Optional.of(unusable.reason());
          };
      problem.ifPresentOrElse(
          reason -> bad.add(new BadRow(row.place(), reason)), () -> good.add(row));
    }
    return new ReadRows(good, bad, rows.notes());
  }

  private sealed interface Read {}

  private record Whole(String digest) implements Read {}

  private record Unusable(String reason) implements Read {}

  private Read check(String image) {
    try {
      byte[] bytes = images.read(image);
      Optional<String> problem = check.problem(bytes);
      return problem.isPresent()
          ? new Unusable("image " + image + ": " + problem.get())
          : new Whole(Sha256.hex(bytes));
    } catch (DatasetException e) {
      return new Unusable(String.valueOf(e.getMessage()));
    } finally {
      progress.run();
    }
  }
}
