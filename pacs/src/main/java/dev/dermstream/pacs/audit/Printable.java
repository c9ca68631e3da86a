package dev.dermstream.pacs.audit;

/** Texts of peers, which may hold anything, as an audit message can carry them. */
final class Printable {
  private static final int MAX_CHARACTERS = 64;

  private Printable() {}

  /** At most so many characters of ASCII; a question mark for what is none. */
  static String of(String text) {
    StringBuilder clean = new StringBuilder();
    text.strip()
        .chars()
        .limit(MAX_CHARACTERS)
        .forEach(c -> clean.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    return clean.toString();
  }
}
