package dev.dermstream.node.server;

import dev.dermstream.v1.RankedLabel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Scored labels as callers hear of them. */
final class Rankings {
  private static final double PERCENT = 100;

  private Rankings() {}

  /**
   * The labels, likeliest first; of equals in the order of the request.
   *
   * @param logLikelihoods in the order of the labels
   */
  static List<RankedLabel> of(List<String> labels, double[] logLikelihoods) {
    double highest = Arrays.stream(logLikelihoods).max().orElse(0);
    double sum = Arrays.stream(logLikelihoods).map(each -> Math.exp(each - highest)).sum();
    return IntStream.range(0, logLikelihoods.length)
        .mapToObj(i ->
            RankedLabel.newBuilder()
                .setLabel(labels.get(i))
                .setPosition(i)
                .setLogLikelihood(logLikelihoods[i])
                .setLikelihoodPercent(PERCENT * Math.exp(logLikelihoods[i] - highest) / sum)
                .build())
        .sorted(Comparator.comparingDouble(RankedLabel::getLogLikelihood).reversed())
        .toList();
  }
}
