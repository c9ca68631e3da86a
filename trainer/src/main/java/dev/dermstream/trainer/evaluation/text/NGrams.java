package dev.dermstream.trainer.evaluation.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs of n tokens. */
final class NGrams {
  private NGrams() {}

  /** How often each run of n tokens occurs. */
  static Map<List<String>, Integer> counts(List<String> tokens, int n) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int start = 0; start + n <= tokens.size(); start++) {
      counts.merge(tokens.subList(start, start + n), 1, Integer::sum);
    }
    return counts;
  }

  /** How many runs both have, each counted as often as the one that has it less often. */
  static long common(Map<List<String>, Integer> one, Map<List<String>, Integer> other) {
    return one.entrySet().stream()
        .mapToLong(gram -> Math.min(gram.getValue(), other.getOrDefault(gram.getKey(), 0)))
        .sum();
  }
}
