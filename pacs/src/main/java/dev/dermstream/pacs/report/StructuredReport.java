package dev.dermstream.pacs.report;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes a report as a DICOM object that lies beside its image in the study: Comprehensive 3D SR
 * (PS3.3, A.35.13) by the template for measurement reports (PS3.16, TID 1500). It is preliminary
 * and unverified; partial where an answer was abstained from. The same input gives the same bytes
 * under the same SOP Instance UID.
 *
 * <p>Immutable and thread-safe.
 */
public final class StructuredReport {
  /** Comprehensive 3D SR Storage. */
  public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.34";

  static final String MANUFACTURER = "Dermstream";
  static final String MODEL = "Dermstream";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
  private static final int LO_CHARACTERS = 64;

  /** High, so that the images' own series come first. */
  private static final String SERIES_NUMBER = "9001";

  private final CodeMap codes;

  public StructuredReport(CodeMap codes) {
    this.codes = codes;
  }

  /** The identifier under which the report of this receipt is written, whatever it says. */
  public static String sopInstanceUid(SourceObject source, Details details) {
    return ReportUids.uid("report", identity(source, details));
  }

  /** What names a receipt over all edges. */
  static String identity(SourceObject source, Details details) {
    return String.join(
        "\n", source.sopInstance(), details.objectSha256(), String.valueOf(details.receipt()));
  }

  /**
   * Writes a Part 10 file, explicit little endian.
   *
   * @throws UnmappedClassException if the report names a class that the code map lacks
   * @throws IllegalArgumentException if the report is neither ANSWERED nor ABSTAINED
   */
  public byte[] write(SourceObject source, Report report, Details details)
      throws UnmappedClassException {
    boolean answered = isAnswered(report);
    String profile = report.getProvenance().getProfile();
    ContentItem root =
        new ReportContent(source, report, details, id -> codes.require(profile, id)).root();
    WritableDataSet object = WritableDataSet.unicode();
    source.copyInto(object);
    series(object, source, report.getProvenance());
    document(object, source, details);
    object
        .text(SrTag.COMPLETION, Vr.CS, answered ? "COMPLETE" : "PARTIAL")
        .text(SrTag.VERIFICATION, Vr.CS, "UNVERIFIED")
        .text(SrTag.PRELIMINARY, Vr.CS, "PRELIMINARY");
    if (!answered) {
      object.text(SrTag.COMPLETION_DESCRIPTION, Vr.LO, Concepts.ABSTAINED.meaning());
    }
    evidence(object, source);
    object.item(
        SrTag.CONTENT_TEMPLATE,
        template ->
            template
                .text(SrTag.MAPPING_RESOURCE, Vr.CS, "DCMR")
                .text(SrTag.TEMPLATE_IDENTIFIER, Vr.CS, "1500"));
    root.write(object);
    return object.file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
  }

  /** Whether it has an answer rather than an abstention. */
  static boolean isAnswered(Report report) {
    return switch (report.getDisposition()) {
      case DISPOSITION_ANSWERED -> true;
      case DISPOSITION_ABSTAINED -> false;
      case DISPOSITION_UNSPECIFIED, DISPOSITION_REJECTED, UNRECOGNIZED ->
          throw new IllegalArgumentException("only what was answered or abstained from is told");
    };
  }

  /** A series of the study for all reports of one release by one node, which it names. */
  private static void series(WritableDataSet object, SourceObject source, Provenance of) {
    object
        .uid(
            Tag.SERIES_INSTANCE_UID,
            ReportUids.uid("series", source.study(), of.getReleaseId(), of.getNodeId()))
        .text(SrTag.SERIES_NUMBER, Vr.IS, SERIES_NUMBER)
        .text(SrTag.SERIES_DESCRIPTION, Vr.LO, "Automated reading, not verified")
        .text(Tag.MODALITY, Vr.CS, "SR")
        .sequence(SrTag.REFERENCED_PPS)
        .text(SrTag.MANUFACTURER, Vr.LO, MANUFACTURER)
        .text(SrTag.MANUFACTURER_MODEL, Vr.LO, MODEL)
        .text(SrTag.DEVICE_SERIAL, Vr.LO, name(of.getNodeId()))
        .text(SrTag.SOFTWARE_VERSIONS, Vr.LO, name(of.getReleaseId()));
  }

  /** As LO takes it; the content tree has the whole. */
  private static String name(String text) {
    String clean = text.replaceAll("[\\\\\\p{Cntrl}]", "_").strip();
    String cut = clean.substring(0, Math.min(clean.length(), LO_CHARACTERS));
    return cut.isEmpty() ? "unknown" : cut;
  }

  private static void document(WritableDataSet object, SourceObject source, Details details) {
    ZonedDateTime made = details.concluded().atZone(source.zone(details.zone()));
    object
        .uid(Tag.SOP_CLASS_UID, SOP_CLASS)
        .uid(Tag.SOP_INSTANCE_UID, sopInstanceUid(source, details))
        .text(SrTag.INSTANCE_CREATION_DATE, Vr.DA, DATE.format(made))
        .text(SrTag.INSTANCE_CREATION_TIME, Vr.TM, TIME.format(made))
        .text(SrTag.CONTENT_DATE, Vr.DA, DATE.format(made))
        .text(SrTag.CONTENT_TIME, Vr.TM, TIME.format(made))
        .text(SrTag.INSTANCE_NUMBER, Vr.IS, number(details.receipt()))
        .sequence(SrTag.PERFORMED_PROCEDURE)
        .item(
            SrTag.CODING_SCHEME_IDENTIFICATION,
            scheme ->
                scheme
                    .text(Tag.CODING_SCHEME, Vr.SH, Concepts.OWN_SCHEME)
                    .text(SrTag.CODING_SCHEME_NAME, Vr.ST, "Dermstream codes")
                    .text(SrTag.CODING_SCHEME_ORGANIZATION, Vr.ST, MANUFACTURER));
  }

  /** IS has the range of an int. */
  private static String number(long receipt) {
    return String.valueOf(receipt % Integer.MAX_VALUE);
  }

  /** Current Requested Procedure Evidence Sequence: the image. */
  private static void evidence(WritableDataSet object, SourceObject source) {
    object.item(
        SrTag.EVIDENCE,
        study ->
            study
                .uid(Tag.STUDY_INSTANCE_UID, source.study())
                .item(
                    SrTag.REFERENCED_SERIES,
                    series ->
                        series
                            .uid(Tag.SERIES_INSTANCE_UID, source.series())
                            .item(SrTag.REFERENCED_SOP, source::reference)));
  }
}
