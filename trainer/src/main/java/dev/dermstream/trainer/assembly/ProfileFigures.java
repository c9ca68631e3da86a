package dev.dermstream.trainer.assembly;

import com.google.gson.JsonObject;

/**
 * What a profile of the release is worth, for {@code metrics.json}. Shares are 0 to 1.
 *
 * @param recipe that its adapter was trained by
 * @param variant of the recipe's settings
 * @param indexImages that were clustered
 * @param eps radius of the clustering
 * @param minSamples least neighbourhood
 * @param clusters found
 * @param calibrationImages that confidences were calibrated on
 * @param testImages that no part of the profile has seen
 * @param indexTop1Accuracy share of them whose most confident class is their own
 * @param nearestPictureAccuracy share of them whose nearest indexed image is of their class
 * @param adapter what the run measured of the adapter's answers
 */
record ProfileFigures(
    String recipe,
    String variant,
    int indexImages,
    double eps,
    int minSamples,
    int clusters,
    int calibrationImages,
    int testImages,
    double indexTop1Accuracy,
    double nearestPictureAccuracy,
    JsonObject adapter) {}
