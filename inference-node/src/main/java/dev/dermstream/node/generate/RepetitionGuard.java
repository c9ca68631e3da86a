package dev.dermstream.node.generate;

/**
 * Catches a text that says the same over and over.
 *
 * <p>Rule: caught is a text whose last {@code window} tokens are one and the same run of at most
 * {@code window / 4} tokens again and again, four times at least. It never changes which token is
 * chosen, as penalties and bans on repeated words do: those alter answers that were right (a report
 * repeats its tags, a list its words), and with them what greedy choice means. What is caught is
 * ended there, or led to its close where a guide holds it to a form; up to there it is the answer
 * that it would have been. Confined to one thread at a time.
 */
final class RepetitionGuard {
  private static final int TIMES = 4;

  /** The last tokens, at {@code count % window}. */
  private final int[] last;

  /** For each length of a run, how many tokens in a row equal the one that far before. */
  private final int[] equal;

  private int count;

  /**
   * @param window tokens, 0 for a guard that catches nothing
   */
  RepetitionGuard(int window) {
    this.last = new int[window];
    this.equal = new int[window / TIMES + 1];
  }

  /** Adds a token; true if the text is caught repeating itself. */
  boolean caught(int token) {
    if (last.length == 0) {
      return false;
    }
    boolean caught = false;
    for (int run = 1; run < equal.length && run <= count; run++) {
      boolean same = last[(count - run) % last.length] == token;
      equal[run] = same ? equal[run] + 1 : 0;
      // The first of the runs equals nothing before it.
      caught |= equal[run] >= last.length - run;
    }
    last[count++ % last.length] = token;
    return caught;
  }
}
