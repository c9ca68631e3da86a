package dev.dermstream.pacs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.DicomTools;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as DCMTK, dicom3tools and PixelMed read them, which nobody here wrote. */
class StructuredReportTest {
  private static final StructuredReport REPORTS = new StructuredReport(Fixtures.codes());

  @TempDir private Path folder;

  /** Every kind of report that there is. */
  private static Map<String, byte[]> kinds() throws Exception {
    Map<String, byte[]> kinds = new LinkedHashMap<>();
    kinds.put("answered", write(Fixtures.photograph(), Fixtures.answered()));
    kinds.put("abstained", write(Fixtures.photograph(), abstained()));
    kinds.put("nothing-measured", write(Fixtures.photograph(), nothingMeasured()));
    kinds.put("korean", write(korean(), koreanReport()));
    kinds.put("odd-names", write(odd(), Fixtures.answered()));
    kinds.put("empty", write(Fixtures.image(Fixtures.PHOTOGRAPHIC, "XC"), Fixtures.answered()));
    kinds.put("dermoscopy", write(Fixtures.dermoscopy(), Fixtures.answered()));
    kinds.put("lesions", write(Fixtures.photograph(), lesions()));
    kinds.put("frames", write(frames(), lesions()));
    return kinds;
  }

  @Test
  void passesDicom3tools() throws Exception {
    for (Map.Entry<String, byte[]> kind : kinds().entrySet()) {
      assertThat(DicomTools.dciodvfy(file(kind.getKey(), kind.getValue())))
          .as(kind.getKey())
          .contains("Comprehensive3DSR")
          .doesNotContain("Error");
    }
  }

  @Test
  void passesDcmtk() throws Exception {
    for (Map.Entry<String, byte[]> kind : kinds().entrySet()) {
      Path file = file(kind.getKey(), kind.getValue());
      assertThat(DicomTools.dcmdump(file)).as(kind.getKey()).doesNotContain("W: ", "E: ");
      assertThat(DicomTools.dsrdump(file))
          .as(kind.getKey())
          .contains("Comprehensive 3D SR Document", "Imaging Measurement Report", Fixtures.NOTICE)
          .doesNotContain("E: ", "invalid");
    }
  }

  /** A few that together have everything: the validator takes seconds for each. */
  @Test
  void passesPixelMed() throws Exception {
    List<Path> files =
        List.of(
            file("answered", write(korean(), koreanReport())),
            file("abstained", write(odd(), abstained())),
            file("nothing", write(Fixtures.photograph(), nothingMeasured())),
            file("lesions", write(Fixtures.dermoscopy(), lesions())));
    List<String> found = PixelMed.validate(files);

    assertThat(found).hasSameSizeAs(files);
    for (String of : found) {
      assertThat(of).contains("Found Root Template TID_1500", "Root Template Validation Complete");
      // DMS is younger than the validator's list of modalities.
      assertThat(of.lines().filter(line -> line.startsWith("Error")))
          .allMatch(
              line -> line.endsWith("Code (DMS,DCM,\"Dermoscopy\") not found in context group 29"));
    }
    assertThat(found.subList(0, 3)).noneMatch(of -> of.contains("Error"));
  }

  @Test
  void tellsTheAnswerWithItsEvidence() throws Exception {
    String text = DicomTools.dsrdump(file("a", write(Fixtures.dermoscopy(), Fixtures.answered())));

    assertThat(text)
        .contains(
            "(121071,DCM,\"Finding\")=(tumour4-1,99DERMSTREAM,\"Melanoma\")",
            "(CLASS-CONFIDENCE,99DERMSTREAM,\"Class confidence\")=\"87.5\" (%,UCUM,\"Percent\")",
            "(CLASS,99DERMSTREAM,\"Class\")=(tumour4-3,99DERMSTREAM,\"Basal cell carcinoma\")",
            "\"Calibrated class probability\")=\"71.1235\"",
            "(363698007,SCT,\"Finding Site\")=(T-D8000,99TEST,\"Upper limb\")",
            "(272741003,SCT,\"Laterality\")=(7771000,SCT,\"Left\")",
            "(121139,DCM,\"Modality\")=(DMS,DCM,\"Dermoscopy\")",
            "=\"profile=tumour4\"",
            "=\"model-sha256=" + "12".repeat(32),
            "=\"preprocessing-sha256=" + "34".repeat(32),
            "=\"pixels-sha256=" + "cd".repeat(32),
            "=\"node=node-a\"",
            "=\"receipt=42\"",
            "\"Algorithm Version\")=\"demonstration-0123456789abcdef\"",
            "=(ANSWERED,99DERMSTREAM",
            "=(AGREE,99DERMSTREAM",
            "Completion Flag     : COMPLETE",
            "Verification Flag   : UNVERIFIED",
            "Preliminary Flag    : PRELIMINARY",
            "Content Date/Time   : 2026-11-23 08:30:01")
        .doesNotContain("not an answer");
  }

  @Test
  void anAbstentionHasNoFindingAndItsScoresSaySo() throws Exception {
    String text = DicomTools.dsrdump(file("a", write(Fixtures.photograph(), abstained())));

    assertThat(text)
        .contains(
            "Class confidence, not an answer\")=\"87.5\"",
            "Calibrated class probability, not an answer\")=\"71.1235\"",
            "=(ABSTAINED,99DERMSTREAM",
            "=(LOW-CONFIDENCE,99DERMSTREAM",
            "=(MODEL-DIFFERS,99DERMSTREAM",
            "The class confidence is below the bound.",
            "Completion Flag     : PARTIAL",
            Fixtures.NOTICE)
        .doesNotContain("121071", "\"Class confidence\"", "ANSWERED,99");
  }

  @Test
  void outlinesEveryLesionOnItsFrame() throws Exception {
    String text = DicomTools.dcmdump(file("a", write(frames(), lesions())));

    assertThat(text)
        .contains("10\\20\\110\\20\\110\\70\\10\\70\\10\\20", "[Lesion 3]", "(0008,1160) IS [2]")
        .contains("300\\200\\320\\200\\320\\220\\300\\220\\300\\200");
  }

  @Test
  void aRegionOutsideTheStoredPixelsIsNotOutlined() throws Exception {
    Report.Builder turned = Fixtures.answered();
    turned.getImageBuilder().setRegion(Fixtures.region(10, 20, 100, 440));

    assertThat(DicomTools.dcmdump(file("a", write(Fixtures.photograph(), turned))))
        .doesNotContain("SCOORD");
  }

  @Test
  void liesInTheStudyOfItsImage() throws Exception {
    byte[] bytes = write(korean(), Fixtures.answered());
    try (DicomFile read =
        DicomFile.open(
            new ByteArrayInputStream(bytes), DicomLimits.ofPixels(1), SourceObject.KEPT)) {
      assertThat(read.attributes().text(Tag.STUDY_INSTANCE_UID)).isEqualTo("2.25.12");
      assertThat(read.attributes().text(Tag.SERIES_INSTANCE_UID)).isNotEqualTo("2.25.13");
      SourceObject copied = SourceObject.of(read.attributes());
      assertThat(copied.text(SrTag.PATIENT_NAME)).contains("Kim^Mira=金^美羅=김^미라");
      assertThat(copied.text(SrTag.PATIENT_ID)).contains("CANARY-4711");
      assertThat(copied.text(SrTag.ACCESSION_NUMBER)).contains("A-1");
      assertThat(copied.sopInstance())
          .isEqualTo(
              StructuredReport.sopInstanceUid(
                  Fixtures.source(Fixtures.photograph()), Fixtures.details()));
    }
  }

  @Test
  void isTheSameObjectWhenItIsMadeAgain() throws Exception {
    byte[] bytes = write(Fixtures.dermoscopy(), lesions());

    assertThat(write(Fixtures.dermoscopy(), lesions())).isEqualTo(bytes);
    Details other =
        new Details(
            43,
            Fixtures.details().objectSha256(),
            "",
            Fixtures.details().received(),
            Fixtures.details().concluded(),
            Fixtures.details().zone());
    SourceObject source = Fixtures.source(Fixtures.dermoscopy());
    assertThat(StructuredReport.sopInstanceUid(source, other))
        .matches("2\\.25\\.[1-9][0-9]{1,38}")
        .isNotEqualTo(StructuredReport.sopInstanceUid(source, Fixtures.details()));
  }

  @Test
  void tellsTimesByTheObjectsOwnOffset() throws Exception {
    WritableDataSet image = Fixtures.photograph().text(SrTag.TIMEZONE_OFFSET, Vr.SH, "-0500");

    assertThat(DicomTools.dsrdump(file("a", write(image, Fixtures.answered()))))
        .contains("Content Date/Time   : 2026-11-22 18:30:01");
  }

  @Test
  void refusesAClassWithoutACode() throws Exception {
    SourceObject source = Fixtures.source(Fixtures.photograph());
    Report unmapped = Fixtures.answered().addSimilarLabels(Label.newBuilder().setIdCode(9)).build();
    Report rejected = Fixtures.answered().setDisposition(Disposition.DISPOSITION_REJECTED).build();

    assertThatThrownBy(() -> REPORTS.write(source, unmapped, Fixtures.details()))
        .isInstanceOf(UnmappedClassException.class)
        .hasMessage("the code map has no code for class 9 of profile tumour4");
    assertThatThrownBy(() -> REPORTS.write(source, rejected, Fixtures.details()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noMessageAndNoTextOfAnObjectTellsThePatient() throws Exception {
    SourceObject source = Fixtures.source(Fixtures.photograph());

    assertThat(source.toString()).isEqualTo("SourceObject[2.25.11]");
    for (int tag : Set.of(Tag.STUDY_INSTANCE_UID, Tag.SERIES_INSTANCE_UID)) {
      WritableDataSet broken = Fixtures.photograph().text(tag, Vr.UI);
      assertThatThrownBy(() -> Fixtures.source(broken))
          .isInstanceOf(DicomException.class)
          .hasMessageContaining(Tag.text(tag))
          .message()
          .doesNotContainIgnoringCase("canary");
    }
    byte[] bytes = write(Fixtures.photograph(), Fixtures.answered());
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("Canary^Penelope");
  }

  private static byte[] write(WritableDataSet image, Report.Builder report) throws Exception {
    return REPORTS.write(Fixtures.source(image), report.build(), Fixtures.details());
  }

  private Path file(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name + ".dcm"), bytes);
  }

  static Report.Builder abstained() {
    return Fixtures.answered()
        .setDisposition(Disposition.DISPOSITION_ABSTAINED)
        .setAbstention("The class confidence is below the bound.")
        .addAbstentionReasons(AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE)
        .addAbstentionReasons(AbstentionReason.ABSTENTION_REASON_MODEL_DIFFERS);
  }

  private static Report.Builder nothingMeasured() {
    return abstained()
        .clearLabel()
        .clearSimilarLabels()
        .clearClassConfidence()
        .clearCalibrated()
        .clearModelLabel()
        .clearAbstentionReasons()
        .addAbstentionReasons(AbstentionReason.ABSTENTION_REASON_NO_CLUSTERS);
  }

  private static WritableDataSet korean() {
    return Fixtures.photograph().text(SrTag.PATIENT_NAME, Vr.PN, "Kim^Mira=金^美羅=김^미라");
  }

  private static Report.Builder koreanReport() {
    return Fixtures.answered()
        .setLanguage(Language.LANGUAGE_KOREAN)
        .setSummary("비대칭의 어두운 반점.\n경계가 불규칙합니다.");
  }

  private static WritableDataSet odd() {
    return Fixtures.photograph()
        .text(SrTag.PATIENT_NAME, Vr.PN, "O'Hara-Zoë^^^Dr.^\"Jr.\"=")
        .text(SrTag.PATIENT_ID, Vr.LO, "  <&> 'x\" ; DROP")
        .text(SrTag.PATIENT_BIRTH_DATE, Vr.DA)
        .text(SrTag.PATIENT_SEX, Vr.CS, "UNKNOWN")
        .value(SrTag.STUDY_DATE, Vr.DA, "2026.11.21".getBytes(StandardCharsets.US_ASCII))
        .text(SrTag.REFERRING_PHYSICIAN, Vr.PN);
  }

  static Report.Builder lesions() {
    Report.Builder report = Fixtures.answered();
    report.getImageBuilder().setRegion(Fixtures.region(10, 20, 100, 50));
    return report
        .addFurtherLesions(
            Fixtures.further(Disposition.DISPOSITION_ANSWERED, Fixtures.region(0, 0, 600, 450)))
        .addFurtherLesions(
            Fixtures.further(Disposition.DISPOSITION_ABSTAINED, Fixtures.region(300, 200, 20, 20)));
  }

  private static WritableDataSet frames() {
    return Fixtures.photograph()
        .uid(Tag.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.7.4")
        .text(Tag.NUMBER_OF_FRAMES, Vr.IS, "3")
        .unsignedShorts(Tag.REPRESENTATIVE_FRAME, 2);
  }
}
