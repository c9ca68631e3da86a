package dev.dermstream.pacs.ledger;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.pacs.v1.InstanceError;

/** What is told of an object that cannot be kept; never a value of it. */
public final class InstanceErrors {
  private InstanceErrors() {}

  /** What the reader found. */
  public static InstanceError of(DicomException fault) {
    InstanceError.Builder error = of(fault.code(), fault.sentence()).toBuilder();
    if (fault.tag() != 0) {
      error.setTag(Tag.text(fault.tag()));
    }
    if (fault.offset() != DicomException.NOWHERE) {
      error.setByteOffset(fault.offset());
    }
    return error.build();
  }

  /** What was found outside of the object's elements. */
  public static InstanceError of(ErrorCode code, String sentence) {
    return InstanceError.newBuilder()
        .setCode(code.name())
        .setMessage(sentence)
        .setRetryable(code.retryable())
        .build();
  }
}
