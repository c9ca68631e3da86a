package dev.dermstream.dicom.dimse;

import java.util.Optional;

/**
 * What requests of a peer go to. C-ECHO needs none; what has none is answered by {@link
 * DimseStatus#UNRECOGNIZED_OPERATION}.
 *
 * @param store for C-STORE
 * @param action for N-ACTION
 * @param event for N-EVENT-REPORT
 */
public record DimseHandlers(
    Optional<StoreHandler> store, Optional<ActionHandler> action, Optional<EventHandler> event) {
  /** C-ECHO alone. */
  public static final DimseHandlers NONE =
      new DimseHandlers(Optional.empty(), Optional.empty(), Optional.empty());

  public DimseHandlers withStore(StoreHandler handler) {
    return new DimseHandlers(Optional.of(handler), action, event);
  }

  public DimseHandlers withAction(ActionHandler handler) {
    return new DimseHandlers(store, Optional.of(handler), event);
  }

  public DimseHandlers withEvent(EventHandler handler) {
    return new DimseHandlers(store, action, Optional.of(handler));
  }
}
