package dev.dermstream.node.generate;

/**
 * How full a loop's batch is. Rows are padded to the longest, so what a row takes depends on its
 * neighbours: room is kept for as many rows as there are, each as long as the longest may become.
 *
 * @param rows texts in the batch
 * @param longestTokens most tokens that one of them may come to
 * @param mostRows most texts
 * @param mostTokens rows times columns for which there is memory
 */
record BatchRoom(int rows, int longestTokens, int mostRows, long mostTokens) {
  boolean isEmpty() {
    return rows == 0;
  }

  boolean fits(Sequence sequence) {
    long columns = Math.max(longestTokens, sequence.reservedTokens());
    return rows < mostRows && (rows + 1) * columns <= mostTokens;
  }

  BatchRoom with(Sequence sequence) {
    return new BatchRoom(
        rows + 1, Math.max(longestTokens, sequence.reservedTokens()), mostRows, mostTokens);
  }
}
