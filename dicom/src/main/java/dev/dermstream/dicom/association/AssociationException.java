package dev.dermstream.dicom.association;

import java.io.IOException;

/** An association that ended otherwise than by release. The message holds nothing of the peer's. */
public sealed class AssociationException extends IOException permits RejectedException {
  private static final long serialVersionUID = 1L;

  private final AssociationEnd end;
  private final AbortReason reason;

  AssociationException(AssociationEnd end, String sentence) {
    this(end, AbortReason.NOT_SPECIFIED, sentence);
  }

  private AssociationException(AssociationEnd end, AbortReason reason, String sentence) {
    super(sentence);
    this.end = end;
    this.reason = reason;
  }

  static AssociationException violation(AbortReason reason, String sentence) {
    return new AssociationException(AssociationEnd.PROTOCOL_VIOLATED, reason, sentence);
  }

  static AssociationException invalid(String sentence) {
    return violation(AbortReason.INVALID_PARAMETER, sentence);
  }

  /** A message that is not one; the peer is told by A-ABORT when this reaches the server. */
  public static AssociationException violation(String sentence) {
    return violation(AbortReason.UNEXPECTED_PARAMETER, sentence);
  }

  /** How it ended. */
  public AssociationEnd end() {
    return end;
  }

  /** What the peer is told. */
  AbortReason abortReason() {
    return reason;
  }
}
