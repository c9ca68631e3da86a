package dev.dermstream.trainer.recipe.evaluate;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.snapshot.Classification;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How well an index snapshot, opened as the server opens it, tells unseen pictures apart; shares, 0
 * to 1.
 *
 * @param accuracy the most confident class is the picture's own
 * @param nearestAccuracy the nearest training picture is of the picture's own class
 */
public record IndexFigures(double accuracy, double nearestAccuracy) {
  /** Judges a snapshot. */
  public static IndexFigures of(Path index, UnitVectors vectors, int[] classes) throws IOException {
    int right = 0;
    int nearestRight = 0;
    try (ClusterIndex open = ClusterIndex.open(index)) {
      for (int row = 0; row < vectors.count(); row++) {
        Classification found =
            open.classify(vectors.row(row), ClassConfidence.DEFAULT_TEMPERATURE, 1, 1);
        right += found.confidence().best() == classes[row] ? 1 : 0;
        nearestRight += found.neighbors().getFirst().idCode() == classes[row] ? 1 : 0;
      }
    }
    double count = vectors.count();
    return new IndexFigures(right / count, nearestRight / count);
  }
}
