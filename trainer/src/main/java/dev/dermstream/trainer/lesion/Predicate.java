package dev.dermstream.trainer.lesion;

import com.google.errorprone.annotations.Immutable;

/**
 * What can be said of a lesion, in the forms that sentences need.
 *
 * @param english adjective phrase, after "is"
 * @param koreanNoun Korean noun form, as a short answer
 * @param koreanModifier Korean form before a noun
 * @param koreanLinked Korean form before another clause
 * @param koreanLast Korean form at the end of a sentence
 */
@Immutable
public record Predicate(
    String english,
    String koreanNoun,
    String koreanModifier,
    String koreanLinked,
    String koreanLast) {

  /** A Korean noun that takes the copula. */
  static Predicate copula(String english, String noun) {
    return new Predicate(english, noun, noun + "인", noun + "이며", noun + "입니다");
  }

  /** As a short answer. */
  public Wording answer() {
    return new Wording(English.capitalised(english), koreanNoun);
  }
}
