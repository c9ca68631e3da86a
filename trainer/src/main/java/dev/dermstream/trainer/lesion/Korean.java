package dev.dermstream.trainer.lesion;

import java.util.List;

/** Particles, which follow the last syllable, and lists. */
final class Korean {

  private static final char FIRST_SYLLABLE = '가';
  private static final char LAST_SYLLABLE = '힣';
  private static final int FINALS = 28;

  private Korean() {}

  /** The word with its subject particle. */
  static String subject(String word) {
    return word + (endsInConsonant(word) ? "이" : "가");
  }

  /** Words joined by "and". */
  static String and(List<String> words) {
    StringBuilder joined = new StringBuilder(words.getFirst());
    for (int i = 1; i < words.size(); i++) {
      boolean closed = endsInConsonant(words.get(i - 1));
      joined.append(i < words.size() - 1 ? "," : closed ? "과" : "와").append(' ');
      joined.append(words.get(i));
    }
    return joined.toString();
  }

  private static boolean endsInConsonant(String word) {
    char last = word.charAt(word.length() - 1);
    if (last < FIRST_SYLLABLE || last > LAST_SYLLABLE) {
      throw new IllegalArgumentException("Not a Korean word: " + word);
    }
    return (last - FIRST_SYLLABLE) % FINALS != 0;
  }
}
