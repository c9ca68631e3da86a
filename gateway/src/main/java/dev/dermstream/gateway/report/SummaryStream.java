package dev.dermstream.gateway.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the summary in an XML report while it is being written: pieces of the text enter, cut
 * anywhere, and what they add to the summary leaves. What leaves is provisional; the report's
 * summary is what {@link ModelAnswerParser} reads of the whole. For one thread.
 */
public final class SummaryStream {
  private static final Pattern OPENING =
      Pattern.compile("<root\\b.*?<summary\\s*>\\s*", Pattern.DOTALL);
  private static final Pattern REFERENCE = Pattern.compile("&(\\w{1,8});");
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

  /** A report that has not come to its summary by then has none. In UTF-16 units. */
  private static final int LONGEST_HEAD = 4096;

  private final StringBuilder text = new StringBuilder();
  private int total;
  private boolean within;
  private boolean over;

  /**
   * @return what the summary has grown by; empty before and behind it, and after {@value
   *     ModelAnswerParser#MAX_LENGTH} UTF-16 units
   */
  public String add(String piece) {
    if (over) {
      return "";
    }
    total += piece.length();
    text.append(piece);
    if (total > (within ? ModelAnswerParser.MAX_LENGTH : LONGEST_HEAD)) {
      over = true;
      return "";
    }
    if (!within) {
      Matcher opening = OPENING.matcher(text);
      // Blanks after the tag may go on in the next piece.
      within = opening.find() && opening.end() < text.length();
      if (!within) {
        return "";
      }
      text.delete(0, opening.end());
    }
    return take();
  }

  /** Up to the closing tag, or to what may be the begin of a reference or of a pair of units. */
  private String take() {
    int close = text.indexOf("<");
    over = close >= 0;
    int end = over ? close : text.length();
    int reference = text.lastIndexOf("&", end - 1);
    if (!over && reference >= 0 && text.indexOf(";", reference) < 0) {
      end = reference;
    } else if (!over && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String raw = text.substring(0, end);
    text.delete(0, end);
    return decoded(raw);
  }

  /** XML's own five entities; anything else ends the summary, as it ends the parser's reading. */
  private String decoded(String raw) {
    StringBuilder plain = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(raw);
    int from = 0;
    for (int at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
      plain.append(raw, from, at);
      matcher.region(at, raw.length());
      String entity = matcher.lookingAt() ? ENTITIES.get(matcher.group(1)) : null;
      if (entity == null) {
        over = true;
        return plain.toString();
      }
      plain.append(entity);
      from = matcher.end();
    }
    return plain.append(raw, from, raw.length()).toString();
  }
}
