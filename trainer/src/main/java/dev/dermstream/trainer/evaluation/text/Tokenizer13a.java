package dev.dermstream.trainer.evaluation.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The tokenizer of NIST's {@code mteval-v13a}, which sacrebleu takes by default (Post: A Call for
 * Clarity in Reporting BLEU Scores, WMT 2018): punctuation and symbols of ASCII are tokens of their
 * own, but for full stop, comma and hyphen inside numbers; case is kept. Other scripts are parted
 * at white space alone.
 */
final class Tokenizer13a {
  private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern POINT_AFTER_OTHER = Pattern.compile("([^0-9])([.,])");
  private static final Pattern POINT_BEFORE_OTHER = Pattern.compile("([.,])([^0-9])");
  private static final Pattern HYPHEN_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

  /** What Python takes for white space. */
  private static final Pattern SPACE =
      Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

  private Tokenizer13a() {}

  static List<String> tokens(String text) {
    String line = " " + unescaped(text.replace("<skipped>", "").replace("-\n", "")) + " ";
    line = SYMBOL.matcher(line).replaceAll(" $1 ");
    line = POINT_AFTER_OTHER.matcher(line).replaceAll("$1 $2 ");
    line = POINT_BEFORE_OTHER.matcher(line).replaceAll(" $1 $2");
    line = HYPHEN_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
    return SPACE.splitAsStream(line).filter(token -> !token.isEmpty()).toList();
  }

  private static String unescaped(String text) {
    return text.replace("\n", " ")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
  }
}
