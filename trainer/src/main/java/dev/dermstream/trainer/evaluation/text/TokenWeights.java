package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much each token counts, by its id; 0 or more. */
@FunctionalInterface
interface TokenWeights {
  /** Every token counts the same. */
  TokenWeights EQUAL = id -> 1;

  double of(long id);

  /**
   * Inverse document frequency over the references, with plus-one smoothing (Zhang et al. 2020,
   * section 3): {@code ln((references + 1) / (references that hold the token + 1))}.
   */
  static TokenWeights inverseDocumentFrequency(List<Tokens> references) {
    Map<Long, Integer> holding = new HashMap<>();
    for (Tokens reference : references) {
      Arrays.stream(reference.ids()).distinct().forEach(id -> holding.merge(id, 1, Integer::sum));
    }
    double documents = references.size() + 1.0;
    return id -> Math.log(documents / (holding.getOrDefault(id, 0) + 1));
  }
}
