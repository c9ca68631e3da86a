package dev.dermstream.trainer.report;

import java.util.List;

/**
 * HTML in the making. Everything that comes from data goes through {@link #text}, which lets no
 * markup through. Used by one thread.
 */
final class Html {
  private final StringBuilder page = new StringBuilder();

  /** Appends what is markup already, and was written here or made by a library. */
  Html markup(String markup) {
    page.append(markup);
    return this;
  }

  /** Appends text that says what it is, whatever is in it. */
  Html text(String text) {
    page.append(escaped(text));
    return this;
  }

  /** Appends an element that holds text alone. */
  Html element(String tag, String text) {
    return markup("<" + tag + ">").text(text).markup("</" + tag + ">\n");
  }

  /**
   * Appends a table; the cells of numeric columns, all but the first so many, stand to the right.
   */
  Html table(int textColumns, List<String> head, List<List<String>> rows) {
    markup("<div class=\"wide\"><table>\n<thead><tr>");
    for (int i = 0; i < head.size(); i++) {
      cell("th scope=\"col\"", "th", i < textColumns, head.get(i));
    }
    markup("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      markup("<tr>");
      for (int i = 0; i < row.size(); i++) {
        cell(i == 0 ? "th scope=\"row\"" : "td", i == 0 ? "th" : "td", i < textColumns, row.get(i));
      }
      markup("</tr>\n");
    }
    return markup("</tbody></table></div>\n");
  }

  private void cell(String open, String tag, boolean isText, String text) {
    markup("<" + open + (isText ? " class=\"text\"" : "") + ">")
        .text(text)
        .markup("</" + tag + ">");
  }

  /** Text in which nothing is markup; characters that no page may hold become U+FFFD. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
          }
        });
    return escaped.toString();
  }

  /** Also refuses what turns the direction of the text around it (U+202A to 202E, 2066 to 2069). */
  private static boolean isAllowed(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean turning = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !control && !surrogate && !turning;
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
