package dev.dermstream.index.snapshot;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.ConformalSets;
import dev.dermstream.index.calibration.NeighborThreshold;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code calibration.json}: a {@link Calibration} with the snapshot that it was fitted on. It lies
 * in the snapshot's folder, where a release's digests cover it, or nowhere.
 */
final class CalibrationFile {
  static final String FILE_NAME = "calibration.json";

  /** The layout that this version writes and reads. */
  private static final int FORMAT = 1;

  private CalibrationFile() {}

  private record TemperatureJson(
      @Nullable Double value,
      @SerializedName("ece_before") @Nullable Double errorBefore,
      @SerializedName("ece_after") @Nullable Double errorAfter) {}

  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  private record SetsJson(
      @Nullable Double coverage,
      @Nullable Double temperature,
      @Nullable Double threshold,
      @SerializedName("class_thresholds") double @Nullable [] classThresholds) {}

  private record DistanceJson(
      @Nullable Integer neighbor,
      @SerializedName("true_positive_rate") @Nullable Double truePositiveRate,
      @Nullable Double threshold) {}

  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  private record Json(
      int format,
      @SerializedName("clusters_sha256") @Nullable String clustersSha256,
      int dimension,
      @SerializedName("id_codes") int @Nullable [] idCodes,
      @SerializedName("held_out") @Nullable Integer heldOut,
      @Nullable TemperatureJson temperature,
      @SerializedName("prediction_sets") @Nullable SetsJson sets,
      @SerializedName("out_of_distribution") @Nullable DistanceJson distance) {}

  /**
   * Reads the calibration of a snapshot.
   *
   * @param directory the snapshot
   * @param idCodes classes that the snapshot can name, ascending
   * @return empty if the snapshot has none
   * @throws IOException if there is one that cannot be used, naming the file and the reason
   */
  static Optional<Calibration> read(Path directory, Description description, int[] idCodes)
      throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Json json = new GsonBuilder().create().fromJson(Files.readString(file), Json.class);
      return Optional.of(calibration(json, description, idCodes));
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Calibration calibration(
      @Nullable Json json, Description description, int[] idCodes) {
    if (json == null || json.format != FORMAT) {
      throw new IllegalArgumentException(
          "format %s is not read by this version (it reads %d)"
              .formatted(json == null ? "none" : json.format, FORMAT));
    }
    if (json.dimension != description.dimension()) {
      throw new IllegalArgumentException(
          "was fitted on dimension %d, the index has %d"
              .formatted(json.dimension, description.dimension()));
    }
    if (!Arrays.equals(json.idCodes, idCodes)) {
      throw new IllegalArgumentException(
          "was fitted on the classes %s, the index has %s"
              .formatted(Arrays.toString(json.idCodes), Arrays.toString(idCodes)));
    }
    if (!description.clustersSha256().equals(json.clustersSha256)) {
      throw new IllegalArgumentException("was fitted on another snapshot");
    }
    TemperatureJson temperature = need("temperature", json.temperature);
    SetsJson sets = need("prediction_sets", json.sets);
    DistanceJson distance = need("out_of_distribution", json.distance);
    int neighbor = need("out_of_distribution.neighbor", distance.neighbor);
    if (neighbor > description.count()) {
      throw new IllegalArgumentException(
          "neighbor %d is beyond the index's %d vectors".formatted(neighbor, description.count()));
    }
    return new Calibration(
        need("held_out", json.heldOut),
        need("temperature.value", temperature.value),
        need("temperature.ece_before", temperature.errorBefore),
        need("temperature.ece_after", temperature.errorAfter),
        new ConformalSets(
            need("prediction_sets.coverage", sets.coverage),
            need("prediction_sets.temperature", sets.temperature),
            need("prediction_sets.threshold", sets.threshold),
            idCodes,
            need("prediction_sets.class_thresholds", sets.classThresholds)),
        new NeighborThreshold(
            neighbor,
            need("out_of_distribution.true_positive_rate", distance.truePositiveRate),
            need("out_of_distribution.threshold", distance.threshold)));
  }

  /** A number that is missing must never pass for zero. */
  private static <T> T need(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /**
   * Writes the file whole or not at all.
   *
   * @throws FileAlreadyExistsException if it is there
   */
  static void write(Path file, Calibration calibration, Description description)
      throws IOException {
    ConformalSets sets = calibration.sets();
    NeighborThreshold distance = calibration.distance();
    Json json =
        new Json(
            FORMAT,
            description.clustersSha256(),
            description.dimension(),
            sets.idCodes(),
            calibration.heldOutCount(),
            new TemperatureJson(
                calibration.temperature(), calibration.errorBefore(), calibration.errorAfter()),
            new SetsJson(
                sets.coverage(), sets.temperature(), sets.threshold(), sets.classThresholds()),
            new DistanceJson(
                distance.neighbor(), distance.truePositiveRate(), distance.threshold()));
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(
          file + ": is there already, and a calibration is never written over");
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".writing");
    try {
      Files.writeString(
          temporary, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
      Files.move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
