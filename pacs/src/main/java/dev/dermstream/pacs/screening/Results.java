package dev.dermstream.pacs.screening;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Report;

/** Makes of a report what goes back to the hospital. Thread-safe. */
@FunctionalInterface
public interface Results {
  /**
   * @param part10 the object as it was received
   * @param report ANSWERED or ABSTAINED
   * @param pixelSha256 in hexadecimal, of the frame that was answered
   * @return the outcome, with codes and structured report
   * @throws UnmappedClassException if the hospital has confirmed no code for a class of the report
   * @throws DicomException if the object lacks an identifier that a report must refer to
   */
  InstanceOutcome of(Waiting object, byte[] part10, Report report, String pixelSha256)
      throws UnmappedClassException, DicomException;
}
