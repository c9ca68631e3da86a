package dev.dermstream.node.generate;

import java.util.Arrays;

/**
 * Turns tokens into text as they come. A token may end inside a character (byte-level BPE cuts
 * Korean anywhere), so text is held back until its last character is whole. Decodes a window of the
 * last tokens only: from where a piece last ended, because a token's text may depend on the one
 * before it. Most tokens are whole words of their own and are not decoded again at all.
 */
final class TextStream {
  /** What a decoder writes for bytes that are no character. */
  static final char INCOMPLETE = '\uFFFD';

  private final PromptTokenizer tokenizer;
  private final StringBuilder text = new StringBuilder();
  private long[] ids = new long[64];
  private int count;

  /** Where the last piece began, and where it ended. */
  private int windowStart;

  private int windowRead;

  TextStream(PromptTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Adds a token; the text that is whole now, often empty. */
  String add(long id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    boolean nothingHeldBack = windowRead == count;
    ids[count++] = id;
    String word = nothingHeldBack ? tokenizer.word(id) : null;
    if (word != null) {
      windowRead = count;
      return give(word);
    }
    String unread = unread();
    if (unread.isEmpty() || unread.charAt(unread.length() - 1) == INCOMPLETE) {
      return "";
    }
    return give(unread);
  }

  /** After the last token: what was held back, less a character that never became whole. */
  String finish() {
    String unread = unread();
    int end = unread.length();
    while (end > 0 && unread.charAt(end - 1) == INCOMPLETE) {
      end--;
    }
    return give(unread.substring(0, end));
  }

  /** All pieces so far. */
  String text() {
    return text.toString();
  }

  private String unread() {
    String read =
        windowStart == windowRead
            ? ""
            : tokenizer.decode(Arrays.copyOfRange(ids, windowStart, windowRead));
    String all = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, count));
    return all.length() > read.length() ? all.substring(read.length()) : "";
  }

  private String give(String piece) {
    windowStart = windowRead;
    windowRead = count;
    text.append(piece);
    return piece;
  }
}
