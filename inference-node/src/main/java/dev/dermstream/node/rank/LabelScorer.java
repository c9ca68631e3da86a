package dev.dermstream.node.rank;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.generate.PromptEmbeddings;
import dev.dermstream.node.health.EngineRuns;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores labels by teacher forcing: the prompt is read once, its keys and values are handed to a
 * row for each label, and the rows read their labels token by token side by side. What a label gets
 * is the sum of log P(token | prompt, tokens before) over its tokens and of log P(end | prompt,
 * label), so that one label may begin another. Exact for each label, whatever the model would have
 * written by itself.
 *
 * <p>Labels that do not fit the memory together are read in several groups, the longest first.
 * Thread-safe; to be called on threads with room for the engine on their stacks.
 */
public final class LabelScorer {
  /** When rows leave, their cache, the run's own and the new one exist. */
  private static final int COPIES = 3;

  private final TextDecoder decoder;
  private final ModelConfig config;
  private final EngineRuns runs;
  private final long mostTokens;

  /**
   * @param runs notes every run of the decoder
   * @param cacheBytes memory for the key/value caches of a group
   */
  public LabelScorer(TextDecoder decoder, ModelConfig config, EngineRuns runs, long cacheBytes) {
    this.decoder = decoder;
    this.config = config;
    this.runs = runs;
    this.mostTokens = cacheBytes / (COPIES * decoder.tokenBytes());
  }

  /**
   * Refuses what cannot be scored, before it costs anything.
   *
   * @throws ServiceException INVALID_INPUT if the prompt with the longest label is longer than the
   *     model's context or than there is memory for
   */
  public void requireRoom(long[] prompt, List<long[]> labels) {
    int longest = labels.stream().mapToInt(label -> label.length).max().orElse(0);
    long tokens = (long) prompt.length + longest;
    long most = Math.min(config.contextTokens(), mostTokens);
    if (tokens > most) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The prompt with the image and the longest label has %d tokens; there is room for %d."
              .formatted(tokens, most));
    }
  }

  /**
   * Scores every label.
   *
   * @param interruption asked before every run of the engine
   * @return natural logarithms in the order of the labels, at most 0
   * @throws ServiceException CANCELLED or DEADLINE of the interruption; ENGINE_FAILED if the
   *     engine's scores are not numbers
   */
  public double[] score(LabelQuestion question, Interruption interruption) {
    List<long[]> labels = question.labels();
    double[] scores = new double[labels.size()];
    interruption.check();
    KeyValues read = runs.run(() -> readPrompt(question, scores));
    int[] order =
        IntStream.range(0, labels.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> labels.get(i).length).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int rows = (int) Math.max(1, mostTokens / (question.prompt().length + question.longestLabel()));
    for (int from = 0; from < order.length; from += rows) {
      int[] group =
          IntStream.range(from, Math.min(order.length, from + rows)).map(i -> order[i]).toArray();
      scoreGroup(question, group, read, scores, interruption);
    }
    for (double score : scores) {
      requireNumber(score);
    }
    return scores;
  }

  /** Adds the first token of every label, which the prompt alone foretells. */
  private KeyValues readPrompt(LabelQuestion question, double[] scores) {
    int tokens = question.prompt().length;
    float[] embeddings =
        PromptEmbeddings.of(
            decoder, question.prompt(), config.imageTokenId(), question.image().features());
    try (Decoding decoding = decoder.begin(question.adapterId())) {
      LogProbabilities next = new LogProbabilities(decoding.read(embeddings, tokens));
      next.moveTo(0);
      for (int label = 0; label < scores.length; label++) {
        scores[label] = next.of(question.labels().get(label)[0]);
      }
      return decoding.keyValues(0, tokens);
    }
  }

  /**
   * Adds the other tokens and the end of some labels.
   *
   * @param group numbers of the labels, longest first
   */
  private void scoreGroup(
      LabelQuestion question,
      int[] group,
      KeyValues read,
      double[] scores,
      Interruption interruption) {
    List<long[]> labels = question.labels();
    int[] adapters = new int[group.length];
    Arrays.fill(adapters, question.adapterId());
    try (Decoding decoding = decoder.resume(adapters, Collections.nCopies(group.length, read))) {
      int left = group.length;
      for (int step = 0; left > 0; step++) {
        interruption.check();
        int at = step;
        long[] tokens = IntStream.range(0, left).mapToLong(i -> labels.get(group[i])[at]).toArray();
        LogProbabilities next = runs.run(() -> new LogProbabilities(decoding.next(tokens)));
        int going = 0;
        for (int row = 0; row < left; row++) {
          long[] label = labels.get(group[row]);
          next.moveTo(row);
          boolean ends = label.length == step + 1;
          scores[group[row]] += ends ? next.ofAny(config.endTokenIds()) : next.of(label[step + 1]);
          going += ends ? 0 : 1;
        }
        if (going > 0 && going < left) {
          int[] keep = IntStream.range(0, going).toArray();
          decoding.keep(keep);
        }
        left = going;
      }
    }
  }

  private static void requireNumber(double score) {
    if (!Double.isFinite(score)) {
      throw new ServiceException(
          ErrorCode.ENGINE_FAILED, "The model's scores are not numbers; try again.");
    }
  }
}
