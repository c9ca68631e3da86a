package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.OutcomeCount;
import java.util.List;

/**
 * Counts of a job.
 *
 * @param files noted so far
 * @param listed whether that is all of them
 * @param outcomes files by what became of them, those with a count alone, in order of outcome and
 *     code
 */
public record Tally(long files, boolean listed, List<OutcomeCount> outcomes) {
  public Tally {
    outcomes = List.copyOf(outcomes);
  }

  /** Files that have an end. */
  public long ended() {
    return outcomes.stream().mapToLong(OutcomeCount::getFiles).sum();
  }
}
