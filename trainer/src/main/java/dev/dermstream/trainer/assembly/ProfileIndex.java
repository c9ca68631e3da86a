package dev.dermstream.trainer.assembly;

import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.SplitRequest;
import dev.dermstream.trainer.dataset.StratifiedGroups;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.data.DataFolder;
import dev.dermstream.trainer.finetune.data.Flip;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.data.Pictures;
import dev.dermstream.trainer.finetune.data.Sides;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.recipe.DataSettings;
import dev.dermstream.trainer.recipe.evaluate.ClusterChoice;
import dev.dermstream.trainer.recipe.evaluate.IndexFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a profile's index: the training side of its run is parted by groups into images that are
 * clustered and images that confidences are calibrated on; the radius is chosen on the validation
 * side, figures are taken on the test side. No image serves two of these.
 */
final class ProfileIndex {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileIndex.class);
  private static final double INDEXED = 0.75;
  private static final int THREADS = 2;

  private final RunPart run;
  private final FeatureStore features;
  private final ExecutorService threads;

  ProfileIndex(RunPart run, FeatureStore features, ExecutorService threads) {
    this.run = run;
    this.features = features;
    this.threads = threads;
  }

  /** Embeddings of pictures, with their classes. */
  @SuppressWarnings("ArrayRecordComponent") // passes through, compared nowhere
  private record Embedded(List<Picture> pictures, UnitVectors vectors, int[] classes) {}

  /**
   * Writes the snapshot.
   *
   * @param out new folder
   * @throws IOException if the data cannot be parted or clustered; the message says why
   */
  ProfileFigures write(Path out) throws IOException {
    DataSettings settings = run.recipe().data();
    DataFolder data = new DataFolder(run.data(), Optional.empty());
    Sides sides = data.read(settings, run.mostImages());
    LabelSet labels = LabelSet.of(run.recipe().labels(), sides);
    Map<String, List<ManifestRow>> parts =
        StratifiedGroups.split(
            sides.training(),
            new SplitRequest(
                settings.groupBy(), List.of(INDEXED, 1 - INDEXED), settings.splitSeed()));
    Pictures reading = new Pictures(data.images(), features, settings.badImages());
    Embedded known = embedded(reading, "index", parts.getOrDefault("train", List.of()), labels);
    Embedded choosing = embedded(reading, "validation", sides.validation(), labels);
    Embedded calibrating =
        embedded(reading, "calibration", parts.getOrDefault("test", List.of()), labels);
    Embedded unseen = embedded(reading, "test", sides.test(), labels);
    ClusterChoice clusters = clusters(known, choosing, labels.size());
    new IndexBuilder(clusters.dbscan(), Parallelism.sequential())
        .build(trainingSet(known, labels.size()), out);
    Calibration calibrated =
        new Calibrator(CalibrationSettings.usual(ClassConfidence.DEFAULT_TEMPERATURE))
            .calibrate(out, calibrating.vectors(), calibrating.classes());
    LOG.info("{}: calibrated, {}", run.recipe().profile(), calibrated);
    IndexFigures figures = IndexFigures.of(out, unseen.vectors(), unseen.classes());
    return new ProfileFigures(
        run.recipe().name(),
        run.recipe().variant().word(),
        known.vectors().count(),
        clusters.dbscan().eps(),
        clusters.dbscan().minSamples(),
        clusters.centroids().count(),
        calibrating.vectors().count(),
        unseen.vectors().count(),
        figures.accuracy(),
        figures.nearestAccuracy(),
        run.headline());
  }

  private Embedded embedded(Pictures reading, String side, List<ManifestRow> rows, LabelSet labels)
      throws IOException {
    List<Picture> pictures = reading.of(side, rows);
    float[] first = features.of(pictures.getFirst(), Flip.NONE).embedding();
    float[] values = new float[Math.multiplyExact(pictures.size(), first.length)];
    int[] classes = new int[pictures.size()];
    for (int i = 0; i < classes.length; i++) {
      float[] embedding = features.of(pictures.get(i), Flip.NONE).embedding();
      System.arraycopy(embedding, 0, values, i * first.length, first.length);
      classes[i] = labels.codeOf(pictures.get(i).row());
    }
    return new Embedded(pictures, UnitVectors.of(values, first.length), classes);
  }

  private ClusterChoice clusters(Embedded known, Embedded choosing, int classes)
      throws FineTuneException {
    try {
      return ClusterChoice.choose(
          known.vectors(),
          known.classes(),
          choosing.vectors(),
          choosing.classes(),
          classes,
          new Parallelism(threads, THREADS));
    } catch (IllegalStateException e) {
      throw new FineTuneException(
          "the %d images of profile %s form no clusters: %s"
              .formatted(known.vectors().count(), run.recipe().profile(), e.getMessage()),
          e);
    }
  }

  private static TrainingSet trainingSet(Embedded known, int classes) {
    return new TrainingSet(
        known.vectors(),
        known.classes(),
        known.pictures().stream().map(picture -> picture.row().identifier()).toList(),
        known.pictures().stream()
            .map(picture -> new ImageAttributes(picture.row().modality(), ""))
            .toList(),
        classes);
  }
}
