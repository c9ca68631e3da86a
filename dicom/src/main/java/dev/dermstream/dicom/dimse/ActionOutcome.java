package dev.dermstream.dicom.dimse;

import java.util.Optional;

/**
 * What an N-ACTION came to.
 *
 * @param status for its response
 * @param event to be reported on the same association after the response, if the result is known
 *     already; else it goes by an association of its own
 */
public record ActionOutcome(DimseStatus status, Optional<EventReport> event) {
  /** Without an event. */
  public static ActionOutcome of(DimseStatus status) {
    return new ActionOutcome(status, Optional.empty());
  }
}
