package dev.dermstream.trainer.lesion;

import java.util.List;

/** Articles, plurals and lists. */
final class English {

  private English() {}

  /** The phrase with its indefinite article. */
  static String article(String phrase) {
    return ("aeiou".indexOf(phrase.charAt(0)) >= 0 ? "an " : "a ") + phrase;
  }

  /** Words joined by "and". */
  static String and(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /** The sentence with a capital at its start. */
  static String capitalised(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
