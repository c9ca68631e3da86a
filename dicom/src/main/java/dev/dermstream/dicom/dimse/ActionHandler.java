package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationInfo;
import java.io.IOException;

/** Does what an N-ACTION asks. Thread-safe. */
@FunctionalInterface
public interface ActionHandler {
  /**
   * Acts. The peer learns the status when this returns.
   *
   * @throws IOException the peer is told of a failure by a status
   */
  ActionOutcome act(ActionRequest request) throws IOException;

  /** The peer answered an event that an outcome had. */
  default void delivered(AssociationInfo association, EventReport event, DimseStatus answer) {}

  /** The peer did not: the association ended before, or another event was not answered yet. */
  default void undelivered(AssociationInfo association, EventReport event) {}
}
