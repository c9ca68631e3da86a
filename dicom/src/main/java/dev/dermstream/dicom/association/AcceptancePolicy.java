package dev.dermstream.dicom.association;

import java.util.Optional;

/** Decides who may have an association. Thread-safe; answers at once. */
@FunctionalInterface
public interface AcceptancePolicy {
  /** Why not, or nothing if it may. */
  Optional<Rejection> refuse(Candidate candidate);
}
