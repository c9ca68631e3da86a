package dev.dermstream.dicom.association;

/** Why a request for an association is refused: result, source and reason of PS3.8, 9.3.4. */
public enum Rejection {
  /** Not now and not later; nothing more is said. */
  NO_REASON(1, 1, 1),
  /** Another application context than DICOM's. */
  APPLICATION_CONTEXT(1, 1, 2),
  /** A caller that is not known here. */
  CALLING_AE_TITLE(1, 1, 3),
  /** An AE title was called that nobody has here. */
  CALLED_AE_TITLE(1, 1, 7),
  /** Another protocol version than 1. */
  PROTOCOL_VERSION(1, 2, 2),
  /** Not now; perhaps later. */
  TEMPORARY_CONGESTION(2, 3, 1),
  /** Too many associations, of all or of this peer. */
  LOCAL_LIMIT_EXCEEDED(2, 3, 2);

  private final int result;
  private final int source;
  private final int reason;

  Rejection(int result, int source, int reason) {
    this.result = result;
    this.source = source;
    this.reason = reason;
  }

  Pdu.AssociateReject pdu() {
    return new Pdu.AssociateReject(result, source, reason);
  }
}
