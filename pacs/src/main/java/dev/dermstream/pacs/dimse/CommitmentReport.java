package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.pacs.dimse.CommitmentRequest.Reference;
import dev.dermstream.pacs.ledger.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an N-EVENT-REPORT says of a request for commitment (PS3.4 J.3.3).
 *
 * @param committed objects that are on the disk
 * @param failed those that are not
 */
public record CommitmentReport(
    String transaction, List<Reference> committed, List<Failure> failed) {
  private static final int ALL_COMMITTED = 1;
  private static final int FAILURES_EXIST = 2;
  private static final int FAILURE_REASON = 0x0008_1197;

  /** Failure reasons (PS3.3 C.14.1.1). */
  public enum Reason {
    NO_SUCH_OBJECT(0x0112),
    CLASS_INSTANCE_CONFLICT(0x0119);

    private final int value;

    Reason(int value) {
      this.value = value;
    }
  }

  /** An object that is not committed. */
  public record Failure(Reference object, Reason reason) {}

  public CommitmentReport {
    committed = List.copyOf(committed);
    failed = List.copyOf(failed);
  }

  /**
   * Judges each object of a request.
   *
   * @param stored what is on the disk under a SOP Instance UID
   */
  public static CommitmentReport of(
      CommitmentRequest request, Function<String, Optional<Identity>> stored) {
    List<Reference> committed = new ArrayList<>();
    List<Failure> failed = new ArrayList<>();
    for (Reference object : request.references()) {
      Optional<Identity> found = stored.apply(object.sopInstance());
      if (found.isEmpty()) {
        failed.add(new Failure(object, Reason.NO_SUCH_OBJECT));
      } else if (!found.get().sopClass().equals(object.sopClass())) {
        failed.add(new Failure(object, Reason.CLASS_INSTANCE_CONFLICT));
      } else {
        committed.add(object);
      }
    }
    return new CommitmentReport(request.transaction(), committed, failed);
  }

  /** Event Type ID: 1 all is committed, 2 something is not. */
  public int eventType() {
    return failed.isEmpty() ? ALL_COMMITTED : FAILURES_EXIST;
  }

  /** The event information. */
  public byte[] dataSet(TransferSyntax syntax) {
    WritableDataSet report =
        WritableDataSet.ascii().uid(CommitmentRequest.TRANSACTION_UID, transaction);
    for (Reference object : committed) {
      report.item(Tag.REFERENCED_SOP_SEQUENCE, item -> reference(item, object));
    }
    for (Failure failure : failed) {
      report.item(
          Tag.FAILED_SOP_SEQUENCE,
          item ->
              reference(item, failure.object())
                  .unsignedShorts(FAILURE_REASON, failure.reason().value));
    }
    return report.bytes(syntax);
  }

  private static WritableDataSet reference(WritableDataSet item, Reference object) {
    return item.uid(CommitmentRequest.REFERENCED_SOP_CLASS, object.sopClass())
        .uid(CommitmentRequest.REFERENCED_SOP_INSTANCE, object.sopInstance());
  }
}
