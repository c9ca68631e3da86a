package dev.dermstream.trainer.refresh;

import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.TensorFile;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.trainer.refresh.RefreshFigures.Judge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Calibrates a refreshed index, because the calibration of another index is not its own: on the
 * images that this refresh holds out and those that a file brings.
 *
 * @param known held-out images of the file; empty without one
 */
record Recalibration(List<Judge> known) {
  Recalibration {
    known = List.copyOf(known);
  }

  /**
   * Reads held-out images.
   *
   * @param file tensors {@code embeddings} [m, dimension] and {@code class_labels} [m]
   */
  static Recalibration read(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return new Recalibration(List.of());
    }
    TensorFile tensors = TensorFile.read(file.get());
    UnitVectors vectors = tensors.vectors("embeddings");
    int[] classes = tensors.integers("class_labels");
    if (classes.length != vectors.count()) {
      throw tensors.refuse(
          "class_labels",
          "has %d values for %d embeddings".formatted(classes.length, vectors.count()),
          null);
    }
    List<Judge> known = new ArrayList<>();
    for (int row = 0; row < classes.length; row++) {
      known.add(new Judge(vectors.row(row), classes[row]));
    }
    return new Recalibration(known);
  }

  /**
   * Writes the calibration into a snapshot that has none, for what its predecessor was calibrated
   * for.
   *
   * @param before the predecessor
   * @param index the snapshot
   * @param judges what the refresh holds out
   * @param temperature of the profile
   * @return empty if neither the predecessor is calibrated nor a file is there to do it by
   * @throws IOException if it cannot be calibrated
   */
  Optional<Calibration> fit(ClusterIndex before, Path index, List<Judge> judges, double temperature)
      throws IOException {
    if (before.calibration().isEmpty() && known.isEmpty()) {
      return Optional.empty();
    }
    List<Judge> heldOut = new ArrayList<>(known);
    heldOut.addAll(judgesOf(index, judges));
    try {
      return Optional.of(
          new Calibrator(settings(before, temperature))
              .calibrate(index, vectors(before, heldOut), classes(heldOut)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "The index cannot be calibrated on %d held-out images: %s; give embeddings of every class"
                  .formatted(heldOut.size(), e.getMessage())
              + " with --held-out",
          e);
    }
  }

  /** Those whose class the index can name; of the others it knows nothing to calibrate. */
  private static List<Judge> judgesOf(Path index, List<Judge> judges) throws IOException {
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      NavigableSet<Integer> named = opened.idCodes();
      return judges.stream().filter(judge -> named.contains(judge.idCode())).toList();
    }
  }

  private static CalibrationSettings settings(ClusterIndex before, double temperature) {
    return before
        .calibration()
        .map(calibration ->
            new CalibrationSettings(
                calibration.sets().coverage(),
                calibration.distance().neighbor(),
                calibration.distance().truePositiveRate(),
                temperature))
        .orElseGet(() -> CalibrationSettings.usual(temperature));
  }

  private static UnitVectors vectors(ClusterIndex before, List<Judge> heldOut) {
    int dimension = before.description().dimension();
    float[] values = new float[heldOut.size() * dimension];
    for (int row = 0; row < heldOut.size(); row++) {
      float[] embedding = heldOut.get(row).embedding();
      if (embedding.length != dimension) {
        throw new IllegalArgumentException(
            "one has dimension %d, the index %d".formatted(embedding.length, dimension));
      }
      System.arraycopy(embedding, 0, values, row * dimension, dimension);
    }
    return UnitVectors.stored(values, dimension);
  }

  private static int[] classes(List<Judge> heldOut) {
    int[] classes = new int[heldOut.size()];
    Arrays.setAll(classes, row -> heldOut.get(row).idCode());
    return classes;
  }
}
