package dev.dermstream.pacs.screening;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.pacs.ledger.InstanceErrors;
import dev.dermstream.pacs.ledger.ObjectReception;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Error;
import java.util.HexFormat;

/** Outcomes that are no answers. */
final class Endings {
  /** Tag of Burned In Annotation. */
  private static final int BURNED_IN_ANNOTATION = 0x0028_0301;

  private Endings() {}

  static InstanceOutcome unreadable(DicomException fault) {
    return refused(InstanceErrors.of(fault));
  }

  static InstanceOutcome burnedIn() {
    return refused(
        InstanceError.newBuilder()
            .setCode("BURNED_IN_ANNOTATION")
            .setMessage(
                "The image says that a patient can be read in its pixels, so it does not leave the"
                    + " edge.")
            .setTag(Tag.text(BURNED_IN_ANNOTATION))
            .build());
  }

  /** An image that the cluster could not screen. */
  static InstanceOutcome rejected(Error rejection, String pixelSha256) {
    return refused(error(rejection)).toBuilder().setPixelSha256(digest(pixelSha256)).build();
  }

  static InstanceOutcome refused(Error error) {
    return refused(error(error));
  }

  private static InstanceOutcome refused(InstanceError error) {
    return InstanceOutcome.newBuilder()
        .setDisposition(ObjectReception.disposition(error.getCode()))
        .setError(error)
        .build();
  }

  static InstanceOutcome expired() {
    return InstanceOutcome.newBuilder()
        .setDisposition(Disposition.DISPOSITION_EXPIRED)
        .setError(
            InstanceError.newBuilder()
                .setCode("DEADLINE")
                .setMessage("The deadline of the object passed before it was answered.")
                .setRetryable(true))
        .build();
  }

  static InstanceOutcome failed(String code, String message) {
    return InstanceOutcome.newBuilder()
        .setDisposition(Disposition.DISPOSITION_FAILED_RETRYABLE)
        .setError(InstanceError.newBuilder().setCode(code).setMessage(message).setRetryable(true))
        .build();
  }

  private static InstanceError error(Error error) {
    return InstanceError.newBuilder()
        .setCode(error.getCode())
        .setMessage(error.getMessage())
        .setRetryable(error.getRetryable())
        .build();
  }

  private static ByteString digest(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
