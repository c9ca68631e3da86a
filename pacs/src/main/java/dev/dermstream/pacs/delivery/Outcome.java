package dev.dermstream.pacs.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of sending a parcel. Reasons are sentences of ours with codes of the receiver's, never
 * its text.
 */
public sealed interface Outcome {
  /** The receiver has it, now or from before. */
  record Accepted() implements Outcome {}

  /**
   * The receiver will never take it.
   *
   * @param code of its protocol: HTTP status, DICOM status or Failure Reason
   */
  record Refused(int code, String reason) implements Outcome {}

  /**
   * It has not arrived, or nobody knows whether it has.
   *
   * @param notBefore how long the receiver asks to be left alone
   */
  record Unreachable(String reason, Optional<Duration> notBefore) implements Outcome {
    Unreachable(String reason) {
      this(reason, Optional.empty());
    }
  }
}
