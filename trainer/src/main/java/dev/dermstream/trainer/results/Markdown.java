package dev.dermstream.trainer.results;

import java.util.List;
import java.util.stream.Collectors;

/** Markdown in the making. Used by one thread. */
final class Markdown {
  private final StringBuilder page = new StringBuilder();

  /** A heading, two lines around it. */
  Markdown heading(int level, String text) {
    page.append("#".repeat(level)).append(' ').append(text).append("\n\n");
    return this;
  }

  /** A paragraph that is written as it stands, marks included. */
  Markdown paragraph(String text) {
    page.append(text).append("\n\n");
    return this;
  }

  /** Points, written as they stand. */
  Markdown points(List<String> points) {
    points.forEach(point -> page.append("- ").append(point).append('\n'));
    page.append('\n');
    return this;
  }

  /** A table; the columns from the first number on stand to the right. Cells are escaped. */
  Markdown table(int textColumns, List<String> head, List<List<String>> rows) {
    page.append(line(head)).append('|');
    for (int i = 0; i < head.size(); i++) {
      page.append(i < textColumns ? "---|" : "---:|");
    }
    page.append('\n');
    rows.forEach(row -> page.append(line(row)));
    page.append('\n');
    return this;
  }

  private static String line(List<String> cells) {
    return cells.stream().map(Markdown::escaped).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Text in which nothing is a mark or markup, on one line. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '\\', '|', '`', '*', '[', ']', '!' -> escaped.append('\\').appendCodePoint(c);
            default -> escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
          }
        });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return page.toString().stripTrailing() + "\n";
  }
}
