package dev.dermstream.trainer.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into words: every digit alone, everything else as GPT-2 does. Merges never cross a
 * word.
 *
 * <p>Must cut exactly as the two pre-tokenizers that {@link TokenizerFiles} names do, or trained
 * merges would never be used.
 */
final class PreTokenizer {

  private static final Pattern DIGIT = Pattern.compile("\\p{N}");

  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher digit = DIGIT.matcher(text);
    int start = 0;
    while (digit.find()) {
      cut(text.substring(start, digit.start()), words);
      words.add(digit.group());
      start = digit.end();
    }
    cut(text.substring(start), words);
    return words;
  }

  private static void cut(String text, List<String> words) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
  }
}
