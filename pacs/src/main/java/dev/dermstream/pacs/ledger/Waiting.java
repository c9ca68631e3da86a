package dev.dermstream.pacs.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * An object that has no disposition yet.
 *
 * @param number of its receipt
 */
public record Waiting(
    long number, Origin origin, Identity identity, Terms terms, Instant received) {
  /** Whether its time is over. */
  public boolean expired(Instant now) {
    Optional<Instant> deadline = terms.deadline();
    return deadline.isPresent() && !now.isBefore(deadline.get());
  }
}
