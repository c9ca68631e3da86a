package dev.dermstream.batch.ledger;

/**
 * Names of files are any characters, but databases take no NUL in a text and no half of a surrogate
 * pair. These, and the backslash that marks them, are written as a backslash and four hexadecimal
 * digits; all else stays, so that the tables can be read.
 */
final class StoredText {
  private static final char MARK = '\\';
  private static final int DIGITS = 4;

  private StoredText() {}

  static String of(String text) {
    StringBuilder stored = null;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      boolean plain =
          point != 0
              && point != MARK
              && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
      if (stored == null && !plain) {
        stored = new StringBuilder(text.length() + DIGITS).append(text, 0, i);
      }
      if (stored != null && plain) {
        stored.appendCodePoint(point);
      } else if (stored != null) {
        stored.append("\\%04x".formatted(point));
      }
    }
    return stored == null ? text : stored.toString();
  }

  static String read(String stored) {
    if (stored.indexOf(MARK) < 0) {
      return stored;
    }
    StringBuilder text = new StringBuilder(stored.length());
    for (int i = 0; i < stored.length(); i++) {
      if (stored.charAt(i) == MARK) {
        text.append((char) Integer.parseInt(stored, i + 1, i + 1 + DIGITS, 16));
        i += DIGITS;
      } else {
        text.append(stored.charAt(i));
      }
    }
    return text.toString();
  }
}
