package dev.dermstream.trainer.finetune.data;

import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.features.FeatureStore.Unreadable;
import dev.dermstream.trainer.finetune.features.FeatureStore.Wanted;
import dev.dermstream.trainer.finetune.recipe.BadImages;
import dev.dermstream.trainer.recipe.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the images of rows and reads each once. */
public final class Pictures {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);

  private final Path folder;
  private final FeatureStore features;
  private final BadImages policy;

  /** Of an image folder. */
  public Pictures(Path folder, FeatureStore features, BadImages policy) {
    this.folder = folder;
    this.features = features;
    this.policy = policy;
  }

  /**
   * The pictures of a side, whose features are there from now on as far as there is room.
   *
   * @return those that can be read, in the order of the rows; at least one
   * @throws FineTuneException naming an image that cannot be read, where that ends the run
   */
  public List<Picture> of(String side, List<ManifestRow> rows) throws IOException {
    List<Picture> found = new ArrayList<>();
    for (ManifestRow row : rows) {
      Path file = folder.resolve(row.image());
      if (!Files.isRegularFile(file)) {
        bad(row, "there is no " + file);
      } else if (!file.toRealPath().startsWith(folder)) {
        bad(row, file + " leads out of the folder");
      } else {
        found.add(new Picture(row, file, Sha256.hex(file)));
      }
    }
    List<Picture> readable = readable(side, found);
    if (readable.isEmpty()) {
      throw new FineTuneException("no image of the %s side can be read".formatted(side));
    }
    return readable;
  }

  private List<Picture> readable(String side, List<Picture> found) throws IOException {
    try (Progress progress =
        new Progress("Encoding pictures, " + side, Math.max(1, found.size()))) {
      List<Unreadable> unreadable =
          features.prepare(
              found.stream().map(picture -> new Wanted(picture, Flip.NONE)).toList(),
              progress::step);
      Set<Picture> left = new HashSet<>();
      for (Unreadable each : unreadable) {
        bad(each.picture().row(), each.picture().file() + ": " + each.reason());
        left.add(each.picture());
      }
      return found.stream().filter(picture -> !left.contains(picture)).toList();
    }
  }

  private void bad(ManifestRow row, String reason) throws FineTuneException {
    switch (policy) {
      case STOP ->
          throw new FineTuneException(
              "image %s cannot be read: %s (data.bad-images = skip goes on without it)"
                  .formatted(row.identifier(), reason));
      case SKIP -> LOG.warn("Left out: image {} cannot be read: {}", row.identifier(), reason);
    }
  }
}
