package dev.dermstream.trainer.finetune.example;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import dev.dermstream.trainer.recipe.evaluate.ClusterChoice;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scores that reports are written with: training embeddings are clustered (DBSCAN), and a
 * picture's classes score as its embedding lies to their centroids.
 */
public final class ClusterScores {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterScores.class);
  private static final int SIMILAR_LABELS = 3;
  private static final int THREADS = 2;
  private static final double PERCENT = 100;

  private final ClusterChoice clusters;
  private final LabelSet labels;

  private ClusterScores(ClusterChoice clusters, LabelSet labels) {
    this.clusters = clusters;
    this.labels = labels;
  }

  /** Embeddings {@code [dimension]} of a side's pictures and their classes. */
  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  public record Embedded(List<float[]> embeddings, int[] classes) {
    UnitVectors vectors() {
      int dimension = embeddings.getFirst().length;
      float[] values = new float[embeddings.size() * dimension];
      for (int i = 0; i < embeddings.size(); i++) {
        System.arraycopy(embeddings.get(i), 0, values, i * dimension, dimension);
      }
      return UnitVectors.of(values, dimension);
    }
  }

  /**
   * Clusters.
   *
   * @param training that is clustered
   * @param validation by whose likelihood the radius is chosen
   * @throws FineTuneException if no radius gives a cluster
   */
  public static ClusterScores of(
      Embedded training, Embedded validation, LabelSet labels, ExecutorService threads)
      throws IOException {
    try {
      ClusterChoice choice =
          ClusterChoice.choose(
              training.vectors(),
              training.classes(),
              validation.vectors(),
              validation.classes(),
              labels.size(),
              new Parallelism(threads, THREADS));
      LOG.info(
          "Scores of reports: {} clusters of {} images (eps {}, at least {}), validation log-likelihood {}",
          choice.centroids().count(),
          training.embeddings().size(),
          choice.dbscan().eps(),
          choice.dbscan().minSamples(),
          choice.meanLogLikelihood());
      return new ClusterScores(choice, labels);
    } catch (IllegalStateException e) {
      throw new FineTuneException(
          "the %d training images form no clusters, from which reports take their scores: %s"
              .formatted(training.embeddings().size(), e.getMessage()),
          e);
    }
  }

  /** Scores of a picture. */
  public ClassConfidence of(float[] embedding) {
    return clusters.confidence(embedding, labels.size());
  }

  /** A class with its score in percent. */
  ScoredName scored(ClassConfidence confidence, int code, String language) {
    return new ScoredName(
        labels.labels().get(code).idCode(),
        PERCENT * confidence.confidence()[code],
        labels.name(code, language));
  }

  /** The classes that come next, most confident first; equals by similarity. */
  List<ScoredName> similar(ClassConfidence confidence, int code, String language) {
    Comparator<Integer> order =
        Comparator.comparingDouble((Integer other) -> confidence.confidence()[other])
            .thenComparingDouble(other -> confidence.similarity()[other])
            .reversed();
    return IntStream.range(0, labels.size())
        .filter(other -> other != code && confidence.hasCluster(other))
        .boxed()
        .sorted(order)
        .limit(SIMILAR_LABELS)
        .map(other -> scored(confidence, other, language))
        .toList();
  }
}
