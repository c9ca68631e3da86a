package dev.dermstream.pacs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;

/** Bundles as HAPI FHIR reads and validates them, which nobody here wrote. */
class FhirReportTest {
  private static final FhirContext R4 = FhirContext.forR4();
  private static final FhirReport REPORTS = new FhirReport(Fixtures.codes());

  @Test
  void isValidAgainstTheResourcesOfR4() throws Exception {
    FhirInstanceValidator instances =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                new DefaultProfileValidationSupport(R4),
                new CommonCodeSystemsTerminologyService(R4),
                new InMemoryTerminologyServerValidationSupport(R4)));
    FhirValidator validator = R4.newValidator().registerValidatorModule(instances);
    for (Report.Builder report :
        List.of(Fixtures.answered(), StructuredReportTest.abstained(), lesions())) {
      List<SingleValidationMessage> messages =
          validator.validateWithResult(write(Fixtures.dermoscopy(), report)).getMessages().stream()
              .filter(of -> of.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
              .toList();

      assertThat(messages).isEmpty();
    }
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
    String json = write(Fixtures.photograph(), lesions());

    assertThat(write(Fixtures.photograph(), lesions())).isEqualTo(json);
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

  private static Report.Builder lesions() {
    Report.Builder report = Fixtures.answered();
    report.getImageBuilder().setRegion(Fixtures.region(10, 20, 100, 50));
    return report
        .addFurtherLesions(
            Fixtures.further(Disposition.DISPOSITION_ANSWERED, Fixtures.region(0, 0, 9, 9)))
        .addFurtherLesions(
            Fixtures.further(Disposition.DISPOSITION_ABSTAINED, Fixtures.region(9, 9, 9, 9)));
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
