package dev.dermstream.batch.screening;

import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Report;

/** How files end. */
final class Conclusions {
  private Conclusions() {}

  static Conclusion of(long position, String digest, long bytes, Report report) {
    if (report.getDisposition() == Disposition.DISPOSITION_REJECTED) {
      return rejected(position, digest, bytes, report.getRejection());
    }
    ImageOutcome outcome =
        report.getDisposition() == Disposition.DISPOSITION_ANSWERED
            ? ImageOutcome.IMAGE_OUTCOME_ANSWERED
            : ImageOutcome.IMAGE_OUTCOME_ABSTAINED;
    return new Conclusion(position, digest, bytes, outcome, "", "", StableReport.of(report));
  }

  static Conclusion rejected(long position, String digest, long bytes, Error error) {
    return ended(position, digest, bytes, ImageOutcome.IMAGE_OUTCOME_REJECTED, error);
  }

  static Conclusion setAside(long position, String digest, long bytes, Error error) {
    return ended(position, digest, bytes, ImageOutcome.IMAGE_OUTCOME_SET_ASIDE, error);
  }

  private static Conclusion ended(
      long position, String digest, long bytes, ImageOutcome outcome, Error error) {
    return new Conclusion(
        position, digest, bytes, outcome, error.getCode(), error.getMessage(), null);
  }

  static Conclusion unreadable(long position, ArchiveException fault) {
    return new Conclusion(
        position,
        "",
        0,
        ImageOutcome.IMAGE_OUTCOME_UNREADABLE,
        fault.fault().name(),
        String.valueOf(fault.getMessage()),
        null);
  }

  static Conclusion duplicate(long position, String digest, long bytes) {
    return new Conclusion(
        position, digest, bytes, ImageOutcome.IMAGE_OUTCOME_DUPLICATE, "", "", null);
  }

  /** The same end for another file with the same bytes. */
  static Conclusion at(long position, Conclusion same) {
    return new Conclusion(
        position,
        same.digest(),
        same.bytes(),
        same.outcome(),
        same.code(),
        same.message(),
        same.report());
  }
}
