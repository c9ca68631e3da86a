package dev.dermstream.dicom.association;

import java.util.Optional;
import java.util.Set;

/**
 * Accepts who calls one of our AE titles by one of theirs.
 *
 * @param called our AE titles; empty for any
 * @param calling AE titles that may call; empty for any
 */
public record KnownTitles(Set<String> called, Set<String> calling) implements AcceptancePolicy {
  public KnownTitles {
    called = Set.copyOf(called);
    calling = Set.copyOf(calling);
    called.forEach(AeTitle::require);
    calling.forEach(AeTitle::require);
  }

  @Override
  public Optional<Rejection> refuse(Candidate candidate) {
    if (!called.isEmpty() && !called.contains(candidate.calledAeTitle())) {
      return Optional.of(Rejection.CALLED_AE_TITLE);
    }
    if (!calling.isEmpty() && !calling.contains(candidate.callingAeTitle())) {
      return Optional.of(Rejection.CALLING_AE_TITLE);
    }
    return Optional.empty();
  }
}
