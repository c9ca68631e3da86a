package dev.dermstream.dicom.association;

/** The peer refused the association by A-ASSOCIATE-RJ (PS3.8, 9.3.4). */
public final class RejectedException extends AssociationException {
  private static final long serialVersionUID = 1L;
  private static final int TRANSIENT = 2;

  private final int result;
  private final int source;
  private final int reason;

  RejectedException(Pdu.AssociateReject reject) {
    super(
        AssociationEnd.REJECTED,
        "The peer rejected the association: result %d, source %d, reason %d."
            .formatted(reject.result(), reject.source(), reject.reason()));
    this.result = reject.result();
    this.source = reject.source();
    this.reason = reject.reason();
  }

  /** Whether the same may be asked again later. */
  public boolean isTransient() {
    return result == TRANSIENT;
  }

  /** 1 the peer's user, 2 its service provider (ACSE), 3 the same (presentation). */
  public int source() {
    return source;
  }

  /** The reason, whose meaning depends on the {@link #source}. */
  public int rejectionReason() {
    return reason;
  }
}
