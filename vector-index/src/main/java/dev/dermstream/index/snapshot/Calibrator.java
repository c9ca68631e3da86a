package dev.dermstream.index.snapshot;

import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.calibration.HeldOut;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the calibration of a snapshot on held-out images, measured as the server measures queries.
 *
 * @param settings what it is fitted for
 */
public record Calibrator(CalibrationSettings settings) {
  /**
   * Fits a calibration.
   *
   * @param vectors {@code [m, dimension]} embeddings of images that are not in the index
   * @param classOf {@code [m]} their id_codes
   * @throws IllegalArgumentException if dimension or classes are not the index's, a class has no
   *     image, or there are too few for the shares asked for
   */
  public Calibration fit(ClusterIndex index, UnitVectors vectors, int[] classOf)
      throws IOException {
    if (vectors.dimension() != index.description().dimension()) {
      throw new IllegalArgumentException(
          "has dimension %d, the index has %d"
              .formatted(vectors.dimension(), index.description().dimension()));
    }
    int neighbor = settings.neighbor();
    if (neighbor > index.description().count()) {
      throw new IllegalArgumentException(
          "neighbor %d is beyond the index's %d vectors"
              .formatted(neighbor, index.description().count()));
    }
    List<ClassConfidence> evidence = new ArrayList<>(vectors.count());
    double[] distance = new double[vectors.count()];
    for (int row = 0; row < vectors.count(); row++) {
      Classification answer = index.classify(vectors.row(row), settings.temperature(), 0, neighbor);
      evidence.add(answer.confidence());
      distance[row] = ClusterIndex.neighborDistance(answer.neighbors(), neighbor);
    }
    int[] idCodes = index.idCodes().stream().mapToInt(Integer::intValue).toArray();
    return Calibration.fit(new HeldOut(idCodes, evidence, classOf, distance), settings);
  }

  /**
   * Fits a calibration and writes it into the folder of a snapshot that has none.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the snapshot has one
   */
  public Calibration calibrate(Path directory, UnitVectors vectors, int[] classOf)
      throws IOException {
    return calibrate(directory, vectors, classOf, directory.resolve(CalibrationFile.FILE_NAME));
  }

  /** As {@link #calibrate(Path, UnitVectors, int[])}, written to a file of another place. */
  public Calibration calibrate(Path directory, UnitVectors vectors, int[] classOf, Path file)
      throws IOException {
    try (ClusterIndex index = ClusterIndex.open(directory)) {
      Calibration calibration = fit(index, vectors, classOf);
      CalibrationFile.write(file, calibration, index.description());
      return calibration;
    }
  }
}
