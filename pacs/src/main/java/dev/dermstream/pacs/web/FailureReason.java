package dev.dermstream.pacs.web;

/** Values of Failure Reason (0008,1197) that are sent (PS3.18 Table I.2-2, PS3.7 C.5). */
enum FailureReason {
  /** Refused out of resources: longer than an object may be, or no room for it. */
  OUT_OF_RESOURCES(0xA700),
  /** Cannot understand: no DICOM object that can be kept. */
  CANNOT_UNDERSTAND(0xC000),
  /** Cannot understand: the part says that it is something else than application/dicom. */
  NO_DICOM_PART(0xC415),
  /** Cannot understand: the object belongs to another study than the request names. */
  OTHER_STUDY(0xC409),
  /** Referenced Transfer Syntax not supported. */
  TRANSFER_SYNTAX(0xC122),
  /** Duplicate SOP Instance (PS3.7 C.5.8): other bytes stand under the UID already. */
  OTHER_BYTES_STAND(0x0111);

  private final int value;

  FailureReason(int value) {
    this.value = value;
  }

  int value() {
    return value;
  }
}
