package dev.dermstream.platform.labels;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the labels of a request must be, at every server alike. Sentences name a label by its place,
 * counted from 1, never by its words, which are the caller's and stay out of logs.
 */
public final class GivenLabels {
  /** Fewest and most labels of a request. */
  public static final int FEWEST = 2;

  /** Each costs a row in the model's batch. */
  public static final int MOST = 100;

  /** Longest label in UTF-8. */
  public static final int LONGEST_BYTES = 200;

  /** All labels together in UTF-8. */
  public static final int MOST_BYTES = 8_192;

  /** Letters of Hangul that nobody sees. */
  private static final Set<Integer> FILLERS = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0);

  private GivenLabels() {}

  /**
   * @return the same labels
   * @throws ServiceException INVALID_INPUT if they are too few, too many or too long, or one of
   *     them is empty, holds what no label does, or cannot be told from another by a person
   */
  public static List<String> require(List<String> labels) {
    require(
        labels.size() >= FEWEST && labels.size() <= MOST,
        "labels must be %d to %d.".formatted(FEWEST, MOST));
    int bytes = 0;
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      int length = label.getBytes(StandardCharsets.UTF_8).length;
      bytes += length;
      require(
          length <= LONGEST_BYTES,
          "Label %d is longer than %d bytes of UTF-8.".formatted(i + 1, LONGEST_BYTES));
      requireOneLine(label, i + 1);
      Integer before = seen.putIfAbsent(told(label), i + 1);
      require(
          before == null, "Labels %s and %d are the same but for case.".formatted(before, i + 1));
    }
    require(
        bytes <= MOST_BYTES,
        "labels are more than %d bytes of UTF-8 together.".formatted(MOST_BYTES));
    return labels;
  }

  private static void requireOneLine(String label, int place) {
    require(
        label.codePoints().anyMatch(GivenLabels::isReadable),
        "Label %d has no letter or digit.".formatted(place));
    require(
        label.codePoints().noneMatch(GivenLabels::isForbidden),
        "Label %d holds a control character.".formatted(place));
    require(label.strip().equals(label), "Label %d begins or ends with a blank.".formatted(place));
  }

  private static boolean isReadable(int point) {
    return Character.isLetterOrDigit(point) && !FILLERS.contains(point);
  }

  /** Controls, breaks of lines, and what reorders the letters around it when it is shown. */
  private static boolean isForbidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default ->
          switch (Character.getDirectionality(point)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
                true;
            default -> false;
          };
    };
  }

  /** What a reader sees of it: composed, of one case, without characters of no width. */
  private static String told(String label) {
    StringBuilder visible = new StringBuilder();
    Normalizer.normalize(label, Normalizer.Form.NFKC)
        .codePoints()
        .filter(point -> Character.getType(point) != Character.FORMAT && !FILLERS.contains(point))
        .forEach(visible::appendCodePoint);
    return visible.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, sentence);
    }
  }
}
