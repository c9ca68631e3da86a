package dev.dermstream.index.evaluation;

import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.TensorFile;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code dermstream index evaluate}. Input that cannot be used throws {@link
 * dev.dermstream.error.ServiceException} (INVALID_INPUT), files that cannot be read {@link
 * IOException}; both messages are for the user as they stand.
 */
public final class EvaluationTool {
  private EvaluationTool() {}

  /**
   * Evaluates the confidences of a calibrated snapshot.
   *
   * @param index a snapshot with a calibration
   * @param embeddings file with {@code embeddings} [m, d], floating and L2-normalised, and {@code
   *     class_labels} [m], of images that neither the index nor its calibration has seen
   * @param outsiders files with {@code embeddings} of images of anything else, by what they show
   * @param temperature T of the published formula, over 0
   * @return Markdown tables
   */
  public static String evaluate(
      Path index, Path embeddings, Map<String, Path> outsiders, double temperature)
      throws IOException {
    TensorFile file = TensorFile.read(embeddings);
    UnitVectors images = file.vectors("embeddings");
    int[] classOf = file.integers("class_labels");
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      Map<String, UnitVectors> strangers = new LinkedHashMap<>();
      for (Map.Entry<String, Path> each : outsiders.entrySet()) {
        TensorFile outside = TensorFile.read(each.getValue());
        UnitVectors vectors = outside.vectors("embeddings");
        requireDimension(opened, index, outside, vectors);
        strangers.put(each.getKey(), vectors);
      }
      requireDimension(opened, index, file, images);
      return ConfidenceFigures.of(opened, images, classOf, strangers, temperature).tables();
    } catch (IllegalArgumentException e) {
      throw file.refuse("embeddings", e.getMessage(), e);
    }
  }

  private static void requireDimension(
      ClusterIndex opened, Path index, TensorFile file, UnitVectors vectors) {
    if (vectors.dimension() != opened.description().dimension()) {
      throw file.refuse(
          "embeddings",
          "has dimension %d, the index %s has %d"
              .formatted(vectors.dimension(), index, opened.description().dimension()),
          null);
    }
  }
}
