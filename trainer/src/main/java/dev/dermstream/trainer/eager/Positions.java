package dev.dermstream.trainer.eager;

/** Positions as they follow from a mask: tokens are counted, padding is not. */
final class Positions {
  private Positions() {}

  /** Of the last {@code sequence} columns, row by row; padding before the first token gets 0. */
  static long[] of(long[][] mask, int sequence) {
    long[] positions = new long[mask.length * sequence];
    for (int b = 0; b < mask.length; b++) {
      long count = 0;
      int first = mask[b].length - sequence;
      for (int i = 0; i < mask[b].length; i++) {
        count += mask[b][i];
        if (i >= first) {
          positions[b * sequence + i - first] = Math.max(0, count - 1);
        }
      }
    }
    return positions;
  }
}
