package dev.dermstream.node.server;

import java.util.List;

/**
 * What the language model is asked, in tokens.
 *
 * @param prompt around the image; empty if nothing is asked
 * @param labels to be scored as answers; empty if a text is to be written
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
record Asked(long[] prompt, List<long[]> labels) {
  static final Asked NOTHING = new Asked(new long[0], List.of());

  Asked {
    labels = List.copyOf(labels);
  }

  boolean ranks() {
    return !labels.isEmpty();
  }
}
