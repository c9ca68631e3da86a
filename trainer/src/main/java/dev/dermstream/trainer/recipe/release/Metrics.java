package dev.dermstream.trainer.recipe.release;

import dev.dermstream.trainer.recipe.evaluate.ReportFigures;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code metrics.json}: how good the model is on pictures it never saw, and how it was made. Shares
 * are 0 to 1.
 *
 * @param command that remakes the release
 * @param seed of everything drawn
 * @param heldOutPictures unseen pictures that the accuracies are of
 * @param indexTop1Accuracy share of unseen pictures whose most confident class is their own
 * @param nearestPictureAccuracy share of unseen pictures whose nearest training picture is of their
 *     class
 * @param labelAccuracy share of written reports, English and Korean, with the right label
 * @param english reports in English
 * @param korean reports in Korean
 * @param validationLogLikelihood mean, natural logarithm, that the clustering was chosen by
 * @param eps radius of the clustering
 * @param minSamples least neighbourhood of the clustering
 * @param clusters found
 * @param trainingPictures that weights were fitted on
 * @param indexPictures that were clustered
 * @param parameters weights of the model
 * @param contrastiveSteps optimizer steps of stage 1
 * @param reportSteps optimizer steps of stage 2
 * @param minutes wall-clock time from nothing to the figures
 * @param cpuMinutes processor time of the same
 * @param processors of the machine
 */
public record Metrics(
    String command,
    long seed,
    int heldOutPictures,
    double indexTop1Accuracy,
    double nearestPictureAccuracy,
    double labelAccuracy,
    ReportFigures english,
    ReportFigures korean,
    double validationLogLikelihood,
    double eps,
    int minSamples,
    int clusters,
    int trainingPictures,
    int indexPictures,
    long parameters,
    int contrastiveSteps,
    int reportSteps,
    double minutes,
    double cpuMinutes,
    int processors) {
  /** Its name in a release. */
  public static final String FILE_NAME = "metrics.json";

  /** Writes the file into a release directory. */
  public void write(Path release) throws IOException {
    ModelFiles.write(release.resolve(FILE_NAME), this);
  }
}
