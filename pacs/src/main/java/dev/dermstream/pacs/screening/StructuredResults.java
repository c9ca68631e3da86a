package dev.dermstream.pacs.screening;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.report.Details;
import dev.dermstream.pacs.report.SourceObject;
import dev.dermstream.pacs.report.StructuredReport;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.pacs.v1.Code;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HexFormat;

/**
 * Codes as the hospital signed them, and a structured report beside the image, if the image says in
 * which study and series it is. Thread-safe.
 */
public final class StructuredResults implements Results {
  private final CodeMap codes;
  private final StructuredReport structured;
  private final DicomLimits limits;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param zone of the hospital
   */
  public StructuredResults(CodeMap codes, DicomLimits limits, ZoneId zone, Clock clock) {
    this.codes = codes;
    this.structured = new StructuredReport(codes);
    this.limits = limits;
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  public InstanceOutcome of(Waiting object, byte[] part10, Report report, String pixelSha256)
      throws UnmappedClassException, DicomException {
    InstanceOutcome.Builder outcome =
        InstanceOutcome.newBuilder()
            .setDisposition(
                report.getDisposition() == dev.dermstream.v1.Disposition.DISPOSITION_ANSWERED
                    ? Disposition.DISPOSITION_ANSWERED
                    : Disposition.DISPOSITION_ABSTAINED)
            .setReport(report)
            .setPixelSha256(ByteString.copyFrom(HexFormat.of().parseHex(pixelSha256)));
    Identity identity = object.identity();
    // Without them a report has no study to lie in and no image to refer to.
    if (!identity.studyInstance().isEmpty() && !identity.seriesInstance().isEmpty()) {
      outcome.setDicomSr(ByteString.copyFrom(structured(object, part10, report, pixelSha256)));
    }
    if (report.hasLabel()) {
      codes
          .code(report.getProvenance().getProfile(), report.getLabel().getIdCode())
          .ifPresent(code ->
              outcome.setLabelCode(
                  Code.newBuilder()
                      .setValue(code.value())
                      .setScheme(code.scheme())
                      .setMeaning(code.meaning())));
    }
    return outcome.build();
  }

  private byte[] structured(Waiting object, byte[] part10, Report report, String pixelSha256)
      throws UnmappedClassException, DicomException {
    Details details =
        new Details(
            object.number(),
            object.digest(),
            pixelSha256,
            object.received(),
            clock.instant(),
            zone);
    return structured.write(source(part10), report, details);
  }

  private SourceObject source(byte[] part10) throws DicomException {
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(part10), limits, SourceObject.KEPT)) {
      return SourceObject.of(file.attributes());
    } catch (IOException e) {
      throw new AssertionError("an array does not fail", e);
    }
  }
}
