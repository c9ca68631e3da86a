package dev.dermstream.trainer.knowledge;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a class, in one language.
 *
 * @param name of the class
 * @param features what is seen, as noun phrases; at least one
 * @param facts one for each general kind of question
 * @param differentials what it is mistaken for
 * @param example a description as one is wanted
 */
public record ClassTexts(
    String name,
    List<String> features,
    Map<QuestionKind, String> facts,
    List<String> differentials,
    String example) {
  public ClassTexts {
    features = List.copyOf(features);
    facts = Map.copyOf(facts);
    differentials = List.copyOf(differentials);
  }

  /** The fact that answers a general question. */
  public String fact(QuestionKind kind) {
    return Objects.requireNonNull(facts.get(kind), () -> name + " has no " + kind.key());
  }

  /** The findings as one phrase. */
  public String findings(TextLanguage language) {
    int last = features.size() - 1;
    if (language != TextLanguage.EN || last == 0) {
      return String.join(", ", features);
    }
    return String.join(", ", features.subList(0, last)) + " and " + features.get(last);
  }
}
