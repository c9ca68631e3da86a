package dev.dermstream.dicom.association;

import java.util.List;

/**
 * Protocol data units that are read and written as a whole (PS3.8, 9.3): all but P-DATA-TF, whose
 * fragments are passed on as they come.
 */
sealed interface Pdu {
  /** What stands before the bytes that a PDU's length counts. */
  int HEAD_BYTES = 6;

  int ASSOCIATE_REQUEST = 1;
  int ASSOCIATE_ACCEPT = 2;
  int ASSOCIATE_REJECT = 3;
  int DATA = 4;
  int RELEASE_REQUEST = 5;
  int RELEASE_RESPONSE = 6;
  int ABORT = 7;

  /** Most bytes of an A-ASSOCIATE PDU: 128 contexts of 64 transfer syntaxes. */
  int MAX_ASSOCIATE_BYTES = 256 << 10;

  /** Bytes of every PDU that is neither of A-ASSOCIATE's longer ones nor P-DATA-TF. */
  int SHORT_BYTES = 4;

  String APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1";

  /** Bit 0 of a protocol version: the only version there is. */
  int VERSION = 1;

  /**
   * A-ASSOCIATE-RQ (9.3.2).
   *
   * @param calledAeTitle empty if what came was no AE title
   * @param callingAeTitle likewise
   */
  record AssociateRequest(
      int version,
      String calledAeTitle,
      String callingAeTitle,
      String applicationContext,
      List<ProposedContext> contexts,
      UserInformation user)
      implements Pdu {
    public AssociateRequest {
      contexts = List.copyOf(contexts);
    }
  }

  /** A-ASSOCIATE-AC (9.3.3). */
  record AssociateAccept(
      String calledAeTitle,
      String callingAeTitle,
      List<ContextAnswer> contexts,
      UserInformation user)
      implements Pdu {
    public AssociateAccept {
      contexts = List.copyOf(contexts);
    }
  }

  /** A-ASSOCIATE-RJ (9.3.4). */
  record AssociateReject(int result, int source, int reason) implements Pdu {}

  /** A-RELEASE-RQ (9.3.6). */
  record ReleaseRequest() implements Pdu {}

  /** A-RELEASE-RP (9.3.7). */
  record ReleaseResponse() implements Pdu {}

  /** A-ABORT (9.3.8). */
  record Abort(int source, int reason) implements Pdu {}
}
