package dev.dermstream.dicom.association;

/** Source and reason of an A-ABORT that is sent (PS3.8, 9.3.8). */
enum AbortReason {
  /** The user of the upper layer ended the association; it gives no reason. */
  BY_USER(0, 0),
  NOT_SPECIFIED(2, 0),
  UNRECOGNIZED_PDU(2, 1),
  UNEXPECTED_PDU(2, 2),
  UNEXPECTED_PARAMETER(2, 5),
  INVALID_PARAMETER(2, 6);

  private final int source;
  private final int reason;

  AbortReason(int source, int reason) {
    this.source = source;
    this.reason = reason;
  }

  Pdu.Abort pdu() {
    return new Pdu.Abort(source, reason);
  }
}
