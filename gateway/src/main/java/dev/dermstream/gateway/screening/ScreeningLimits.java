package dev.dermstream.gateway.screening;

import java.time.Duration;

/**
 * What one caller may ask for.
 *
 * @param maxMessageBytes largest request message, for the sentence that refuses a larger one
 * @param maxInFlightPerStream images of one stream that are worked on at the same time, 1 or more
 * @param defaultDeadline for a call, or for each image of a stream, whose caller set none
 * @param topClusters nearest clusters in a report, 0 to 100
 * @param topNeighbors nearest training images in a report, 0 to 100
 */
public record ScreeningLimits(
    int maxMessageBytes,
    int maxInFlightPerStream,
    Duration defaultDeadline,
    int topClusters,
    int topNeighbors) {}
