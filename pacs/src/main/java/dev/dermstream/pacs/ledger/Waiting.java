package dev.dermstream.pacs.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * An object that has no disposition yet.
 *
 * @param number of its receipt
 * @param digest SHA-256 of transfer syntax and data set, in lower-case hexadecimal
 */
public record Waiting(
    long number, Origin origin, Identity identity, String digest, Terms terms, Instant received) {
  /** Whether its time is over. */
  public boolean expired(Instant now) {
    Optional<Instant> deadline = terms.deadline();
    return deadline.isPresent() && !now.isBefore(deadline.get());
  }
}
