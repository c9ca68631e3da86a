package dev.dermstream.node.rank;

import dev.dermstream.node.engine.EncodedImage;
import java.util.List;

/**
 * Labels to be scored as answers to one prompt.
 *
 * @param prompt tokens, with the image token once for every feature of the image
 * @param labels tokens of each label as the model would write it, without an end token; at least
 *     one each
 * @param adapterId row of the stacked adapters, 0 for the base model
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
public record LabelQuestion(long[] prompt, List<long[]> labels, EncodedImage image, int adapterId) {
  public LabelQuestion {
    labels = List.copyOf(labels);
    if (prompt.length == 0 || labels.stream().anyMatch(label -> label.length == 0)) {
      throw new IllegalArgumentException("a prompt and labels need tokens");
    }
  }

  /** Tokens of the longest label. */
  int longestLabel() {
    return labels.stream().mapToInt(label -> label.length).max().orElse(0);
  }
}
