package dev.dermstream.gateway.report;

import org.jspecify.annotations.Nullable;

/** Cuts a text that a limit broke off back to its last whole sentence. */
final class WholeSentences {
  private WholeSentences() {}

  /** The text up to the end of its last sentence, or null if no sentence of it ended. */
  static @Nullable String of(String text) {
    for (int end = text.length(); end > 0; end--) {
      boolean last = end == text.length() || Character.isWhitespace(text.charAt(end));
      if (last && ".!?。".indexOf(text.charAt(end - 1)) >= 0) {
        return text.substring(0, end);
      }
    }
    return null;
  }
}
