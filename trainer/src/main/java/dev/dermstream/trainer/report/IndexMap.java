package dev.dermstream.trainer.report;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.trainer.figures.EmbeddingMap;
import dev.dermstream.trainer.figures.EmbeddingMap.Embedded;
import dev.dermstream.trainer.figures.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The clusters of an index snapshot as a figure. */
final class IndexMap {
  private static final int FEWEST = 4;

  private IndexMap() {}

  /**
   * The figure.
   *
   * @param names of the classes; where they do not fit the index's, numbers stand for them
   */
  static Figure of(Path snapshot, List<String> names) throws IOException {
    try (ClusterIndex index = ClusterIndex.open(snapshot)) {
      TrainingSet set = index.trainingSet();
      Centroids centroids = index.centroids();
      if (set.vectors().count() < FEWEST) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT,
            "%s: holds %d embeddings, too few for a map."
                .formatted(snapshot, set.vectors().count()));
      }
      List<String> shown =
          names.size() == set.classCount()
              ? names
              : IntStream.range(0, set.classCount()).mapToObj(code -> "Class " + code).toList();
      return EmbeddingMap.of(
          new Embedded(
              IntStream.range(0, set.vectors().count())
                  .mapToObj(set.vectors()::row)
                  .toArray(float[][]::new),
              set.idCodes()),
          new Embedded(rows(centroids), centroids.clusterClass()),
          shown);
    }
  }

  private static float[][] rows(Centroids centroids) {
    int dimension = centroids.dimension();
    return IntStream.range(0, centroids.count())
        .mapToObj(k -> Arrays.copyOfRange(centroids.values(), k * dimension, (k + 1) * dimension))
        .toArray(float[][]::new);
  }
}
