package dev.dermstream.trainer.finetune.data;

import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.dataset.SplitProof;
import dev.dermstream.trainer.dataset.SplitRequest;
import dev.dermstream.trainer.dataset.StratifiedGroups;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.recipe.DataSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with {@code manifest.jsonl}, which is split here, or with the {@code train.jsonl},
 * {@code test.jsonl} and perhaps {@code validation.jsonl} of a split that was made before. Images
 * lie in {@code images/} or in the folder itself.
 */
public final class DataFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final String WHOLE = "manifest.jsonl";
  private static final String TRAINING = "train";
  private static final String VALIDATION = "validation";
  private static final String TEST = "test";

  private final Path folder;
  private final Path manifest;
  private final Path images;

  /**
   * Looks what there is.
   *
   * @param images folder of the images, where it is elsewhere
   * @throws FineTuneException if there is no manifest
   */
  public DataFolder(Path folder, Optional<Path> images) throws IOException {
    this.folder = folder;
    Path split = folder.resolve(TRAINING + ".jsonl");
    Path whole = folder.resolve(WHOLE);
    if (!Files.isRegularFile(split) && !Files.isRegularFile(whole)) {
      throw new FineTuneException(
          "There is neither %s nor train.jsonl with test.jsonl in %s".formatted(WHOLE, folder));
    }
    this.manifest = Files.isRegularFile(split) ? split : whole;
    this.images = images.orElse(ManifestFile.imagesOf(manifest)).toRealPath();
  }

  /** The manifest that is trained on. */
  public Path manifest() {
    return manifest;
  }

  /** The folder in which the rows' images lie. */
  public Path images() {
    return images;
  }

  /**
   * Reads the sides; the proof that they share no group is logged.
   *
   * @param limit most images of training and of test
   * @throws IOException if the manifests cannot be split as the recipe asks; the message names the
   *     class or rows
   */
  public Sides read(DataSettings settings, OptionalInt limit) throws IOException {
    SequencedMap<String, List<ManifestRow>> sides = whole(settings);
    if (!sides.containsKey(VALIDATION)) {
      double share = settings.validationShare();
      Map<String, List<ManifestRow>> parts =
          StratifiedGroups.split(
              sides.getOrDefault(TRAINING, List.of()),
              new SplitRequest(
                  settings.groupBy(), List.of(1 - share, share), settings.splitSeed()));
      sides.put(TRAINING, parts.getOrDefault("train", List.of()));
      sides.put(VALIDATION, parts.getOrDefault("test", List.of()));
    }
    SplitProof proof = SplitProof.of(sides, settings.groupBy());
    Sides read =
        new Sides(
            chosen(sides.getOrDefault(TRAINING, List.of()), settings, limit),
            sides.getOrDefault(VALIDATION, List.of()),
            sides.getOrDefault(TEST, List.of()));
    LOG.info(
        "{} Training on {}, following the loss on {}, testing on {}.",
        proof,
        read.training().size(),
        read.validation().size(),
        read.test().size());
    return read;
  }

  private SequencedMap<String, List<ManifestRow>> whole(DataSettings settings) throws IOException {
    SequencedMap<String, List<ManifestRow>> sides = new LinkedHashMap<>();
    if (!manifest.endsWith(WHOLE)) {
      for (String side : List.of(TRAINING, VALIDATION, TEST)) {
        Path file = folder.resolve(side + ".jsonl");
        if (Files.isRegularFile(file) || !side.equals(VALIDATION)) {
          sides.put(side, rows(file));
        }
      }
      return sides;
    }
    sides.putAll(
        StratifiedGroups.split(
            rows(manifest),
            new SplitRequest(settings.groupBy(), settings.shares(), settings.splitSeed())));
    return sides;
  }

  private static List<ManifestRow> rows(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FineTuneException("There is no " + file);
    }
    ReadRows rows = ManifestFile.read(file);
    for (BadRow bad : rows.bad()) {
      LOG.warn("Left out: {}", bad);
    }
    if (rows.good().isEmpty()) {
      throw new FineTuneException(file + ": no row can be used");
    }
    return rows.rows();
  }

  /** Shuffled by the seed, so that fewer images are among those of more. */
  private static List<ManifestRow> chosen(
      List<ManifestRow> rows, DataSettings settings, OptionalInt limit) {
    List<ManifestRow> shuffled = new ArrayList<>(rows);
    // The one generator whose numbers are specified, so that a seed means the same for ever.
    Collections.shuffle(shuffled, new Random(settings.splitSeed()));
    int most = settings.images() > 0 ? settings.images() : rows.size();
    return shuffled.subList(0, Math.min(rows.size(), Math.min(most, limit.orElse(most))));
  }
}
