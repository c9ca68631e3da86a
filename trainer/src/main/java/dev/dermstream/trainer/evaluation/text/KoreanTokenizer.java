package dev.dermstream.trainer.evaluation.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens of Korean without a dictionary: each run of Hangul is told as its overlapping pairs of
 * syllables, so that a noun is found whatever particle follows it; one syllable alone is a token,
 * and so are runs of {@code [a-z0-9]} in lower case. (As search engines index Chinese, Japanese and
 * Korean; no morphological analyser resolves in the version of Lucene that is used here.)
 */
final class KoreanTokenizer {
  static final String TOKENISATION =
      "pairs of Hangul syllables within words, and lower case [a-z0-9]+ runs";
  private static final Pattern RUN = Pattern.compile("\\p{IsHangul}+|[a-z0-9]+");

  private KoreanTokenizer() {}

  static boolean isHangul(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HANGUL;
  }

  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher runs = RUN.matcher(text.toLowerCase(Locale.ROOT));
    while (runs.find()) {
      String run = runs.group();
      if (!isHangul(run.codePointAt(0)) || run.length() == 1) {
        tokens.add(run);
      } else {
        for (int start = 0; start + 2 <= run.length(); start++) {
          tokens.add(run.substring(start, start + 2));
        }
      }
    }
    return tokens;
  }
}
