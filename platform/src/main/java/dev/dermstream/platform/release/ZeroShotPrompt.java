package dev.dermstream.platform.release;

import java.util.List;

/**
 * How a profile asks its model to choose among labels that come with the request.
 *
 * @param english the text around them, English; holds {@code {labels}} once
 * @param korean the same, Korean
 */
public record ZeroShotPrompt(String english, String korean) {
  /** The place of the labels. */
  public static final String LABELS_PLACE = "{labels}";

  private static final String BETWEEN = ", ";

  /** The text with the labels in it, in their order. */
  public String text(boolean inKorean, List<String> labels) {
    String text = inKorean ? korean : english;
    int at = text.indexOf(LABELS_PLACE);
    // By position, not by replacing: a label may hold the place's name.
    return text.substring(0, at)
        + String.join(BETWEEN, labels)
        + text.substring(at + LABELS_PLACE.length());
  }
}
