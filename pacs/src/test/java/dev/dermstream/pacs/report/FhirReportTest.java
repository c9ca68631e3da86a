package dev.dermstream.pacs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;

/** Bundles as HAPI FHIR reads them, which nobody here wrote. */
class FhirReportTest {
  private static final FhirContext R4 = FhirContext.forR4();
  private static final FhirReport REPORTS = new FhirReport(Fixtures.codes());

  @Test
  void everyKindIsReadByTheStrictParser() throws Exception {
    for (WritableDataSet image :
        List.of(Fixtures.dermoscopy(), Fixtures.image(Fixtures.PHOTOGRAPHIC, "XC"))) {
      for (Report.Builder report :
          List.of(
              Fixtures.answered(),
              StructuredReportTest.abstained(),
              StructuredReportTest.lesions())) {
        String json = write(image, report);

        assertThat(R4.newJsonParser().encodeResourceToString(read(json))).hasSameSizeAs(json);
      }
    }
    String broken =
        write(Fixtures.photograph(), Fixtures.answered()).replace("\"issued\"", "\"issue\"");
    assertThatThrownBy(() -> read(broken)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void tellsTheAnswerAndItsScores() throws Exception {
    Bundle bundle = read(write(Fixtures.photograph(), Fixtures.answered()));
    DiagnosticReport report = (DiagnosticReport) bundle.getEntry().getFirst().getResource();
    Observation finding = (Observation) bundle.getEntry().get(1).getResource();
    Observation probabilities = (Observation) bundle.getEntry().get(2).getResource();

    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.TRANSACTION);
    assertThat(report.getStatus()).isEqualTo(DiagnosticReport.DiagnosticReportStatus.PRELIMINARY);
    assertThat(report.getConclusion()).startsWith(Fixtures.NOTICE).contains("asymmetric");
    assertThat(report.getConclusionCodeFirstRep().getCodingFirstRep().getCode())
        .isEqualTo("tumour4-1");
    assertThat(report.getImagingStudyFirstRep().getIdentifier().getValue())
        .isEqualTo("urn:oid:2.25.12");
    assertThat(report.getResult())
        .extracting(of -> of.getReference())
        .containsExactly(
            bundle.getEntry().get(1).getFullUrl(), bundle.getEntry().get(2).getFullUrl());
    assertThat(report.getSubject().getIdentifier().getValue()).isEqualTo("CANARY-4711");
    assertThat(report.getIssuedElement().getValueAsString())
        .isEqualTo("2026-11-23T08:30:01.5+09:00");
    assertThat(finding.getStatus()).isEqualTo(Observation.ObservationStatus.PRELIMINARY);
    assertThat(finding.getValueCodeableConcept().getCodingFirstRep())
        .returns("urn:dermstream:codes", of -> of.getSystem())
        .returns("tumour4-1", of -> of.getCode());
    assertThat(finding.getEffectiveDateTimeType().getValueAsString())
        .isEqualTo("2026-11-21T08:31:00+09:00");
    assertThat(finding.getComponent()).hasSize(4);
    assertThat(finding.getComponentFirstRep().getValueQuantity().getValue())
        .isEqualByComparingTo("87.5");
    assertThat(finding.getComponentFirstRep().getCode().getText())
        .isEqualTo("Class confidence: Melanoma");
    assertThat(finding.getNote())
        .extracting(of -> of.getText())
        .contains(Fixtures.NOTICE)
        .anyMatch(text -> text.contains("model-sha256=" + "12".repeat(32)));
    assertThat(probabilities.getComponent()).hasSize(2);
  }

  @Test
  void anAbstentionHasAReasonInPlaceOfAValue() throws Exception {
    Bundle bundle = read(write(Fixtures.photograph(), StructuredReportTest.abstained()));
    DiagnosticReport report = (DiagnosticReport) bundle.getEntry().getFirst().getResource();
    Observation finding = (Observation) bundle.getEntry().get(1).getResource();

    assertThat(report.getStatus()).isEqualTo(DiagnosticReport.DiagnosticReportStatus.PARTIAL);
    assertThat(report.hasConclusionCode()).isFalse();
    assertThat(report.getConclusion()).contains("The class confidence is below the bound.");
    assertThat(finding.hasValue()).isFalse();
    assertThat(finding.getDataAbsentReason().getCoding())
        .extracting(of -> of.getCode())
        .containsExactly("unknown", "LOW-CONFIDENCE", "MODEL-DIFFERS");
    assertThat(finding.getComponentFirstRep().getCode().getText())
        .isEqualTo("Class confidence, not an answer: Melanoma");
  }

  @Test
  void refersToThePatientByTheHospitalsIdentifierAlone() throws Exception {
    String json = write(Fixtures.photograph(), Fixtures.answered());

    assertThat(json)
        .contains("CANARY-4711", "HOSPITAL")
        .doesNotContain("Penelope", "Referrer", "19700203", "1970-02-03", "Skin check");
    assertThat(write(Fixtures.image(Fixtures.PHOTOGRAPHIC, "XC"), Fixtures.answered()))
        .doesNotContain("subject", "effectiveDateTime");
  }

  @Test
  void sentAgainItIsTheSameAndCreatesNothing() throws Exception {
    String json = write(Fixtures.photograph(), StructuredReportTest.lesions());

    assertThat(write(Fixtures.photograph(), StructuredReportTest.lesions())).isEqualTo(json);
    assertThat(read(json).getEntry())
        .hasSize(5)
        .extracting(of -> of.getRequest().getIfNoneExist())
        .doesNotHaveDuplicates()
        .allMatch(query -> query.startsWith("identifier=urn:dicom:uid|urn:oid:2.25."));
  }

  @Test
  void tellsNoTimeThatIsNone() throws Exception {
    WritableDataSet image =
        Fixtures.photograph()
            .text(SrTag.ACQUISITION_DATE, Vr.DA, "20261332")
            .text(SrTag.STUDY_TIME, Vr.TM, "08");

    assertThat(write(image, Fixtures.answered())).contains("\"effectiveDateTime\":\"2026-11-21\"");
  }

  @Test
  void refusesAClassWithoutACode() throws Exception {
    Report.Builder unmapped = Fixtures.answered().addSimilarLabels(Label.newBuilder().setIdCode(9));

    assertThatThrownBy(() -> write(Fixtures.photograph(), unmapped))
        .isInstanceOf(UnmappedClassException.class);
  }

  private static String write(WritableDataSet image, Report.Builder report) throws Exception {
    return REPORTS.write(Fixtures.source(image), report.build(), Fixtures.details());
  }

  private static Bundle read(String json) {
    return R4.newJsonParser()
        .setParserErrorHandler(new StrictErrorHandler())
        .parseResource(Bundle.class, json);
  }
}
