package dev.dermstream.pacs.report;

import com.google.gson.JsonObject;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a report as a FHIR R4 transaction: a DiagnosticReport and its Observations, which refer to
 * the image's study by its UID and to the patient by the hospital's identifier alone. Every entry
 * is created only if none of its identifier is there, so a transaction that is sent again changes
 * nothing. The same input gives the same text.
 *
 * <p>Immutable and thread-safe.
 */
public final class FhirReport {
  private final CodeMap codes;
  private final Fhir fhir;

  public FhirReport(CodeMap codes) {
    this.codes = codes;
    this.fhir = new Fhir(codes);
  }

  /**
   * Writes a Bundle in JSON.
   *
   * @throws UnmappedClassException if the report names a class that the code map lacks
   * @throws IllegalArgumentException if the report is neither ANSWERED nor ABSTAINED
   */
  public String write(SourceObject source, Report report, Details details)
      throws UnmappedClassException {
    boolean answered = StructuredReport.isAnswered(report);
    String profile = report.getProvenance().getProfile();
    ClassCodes classes = id -> codes.require(profile, id);
    LesionObservation observations = new LesionObservation(fhir, source, report, details, classes);
    List<JsonObject> entries = new ArrayList<>();
    for (Lesion lesion : Lesion.of(report)) {
      entries.add(entry(observations.finding(lesion)));
      observations.probabilities(lesion).map(FhirReport::entry).ifPresent(entries::add);
    }
    JsonObject document = diagnosticReport(source, report, details, answered);
    Fhir.add(
        document,
        "result",
        entries.stream().map(of -> Fhir.reference(of.get("fullUrl").getAsString())).toList());
    if (answered && report.hasLabel()) {
      Code label = classes.of(report.getLabel().getIdCode());
      document.add("conclusionCode", Fhir.array(fhir.concept(label)));
    }
    entries.addFirst(entry(document));
    JsonObject bundle = new JsonObject();
    bundle.addProperty("resourceType", "Bundle");
    bundle.addProperty("type", "transaction");
    Fhir.add(bundle, "entry", entries);
    return bundle.toString();
  }

  private JsonObject diagnosticReport(
      SourceObject source, Report report, Details details, boolean answered) {
    JsonObject document = new JsonObject();
    document.addProperty("resourceType", "DiagnosticReport");
    document.addProperty(
        "language", report.getLanguage() == Language.LANGUAGE_KOREAN ? "ko" : "en");
    document.add(
        "identifier", Fhir.array(Fhir.dicom(StructuredReport.sopInstanceUid(source, details))));
    document.addProperty("status", answered ? "preliminary" : "partial");
    document.add(
        "category",
        Fhir.array(
            Fhir.concept(
                "http://terminology.hl7.org/CodeSystem/v2-0074", "IMG", "Diagnostic Imaging")));
    document.add("code", fhir.concept(Concepts.REPORT));
    context(document, source, details);
    document.add(
        "imagingStudy", Fhir.array(Fhir.reference("ImagingStudy", Fhir.dicom(source.study()))));
    Fhir.add(document, "conclusion", conclusion(report));
    return document;
  }

  /** What must be shown, then why there is no answer, then the summary. */
  private static Optional<String> conclusion(Report report) {
    String text =
        String.join(
            "\n\n",
            Stream.of(report.getNotice(), report.getAbstention(), report.getSummary())
                .filter(part -> !part.isBlank())
                .toList());
    return Optional.of(text);
  }

  /** Whose it is, when it was observed, and when it was told. */
  static void context(JsonObject resource, SourceObject source, Details details) {
    source
        .text(SrTag.PATIENT_ID)
        .map(id -> Fhir.identifier("", Fhir.clean(id)))
        .ifPresent(identifier -> {
          source
              .text(SrTag.ISSUER_OF_PATIENT_ID)
              .ifPresent(issuer -> identifier.add("assigner", display(issuer)));
          resource.add("subject", Fhir.reference("Patient", identifier));
        });
    Fhir.add(resource, "effectiveDateTime", source.taken(details.zone()));
    resource.addProperty(
        "issued",
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            details.concluded().atZone(source.zone(details.zone())).toOffsetDateTime()));
  }

  private static JsonObject display(String text) {
    JsonObject reference = new JsonObject();
    reference.addProperty("display", Fhir.clean(text));
    return reference;
  }

  /** Named by its identifier, and created only if nothing has it. */
  private static JsonObject entry(JsonObject resource) {
    JsonObject identifier = resource.getAsJsonArray("identifier").get(0).getAsJsonObject();
    String value = identifier.get("value").getAsString();
    String type = resource.get("resourceType").getAsString();
    JsonObject request = new JsonObject();
    request.addProperty("method", "POST");
    request.addProperty("url", type);
    request.addProperty(
        "ifNoneExist", "identifier=" + Fhir.DICOM_UID + "|" + value.replace("#", "%23"));
    JsonObject entry = new JsonObject();
    entry.addProperty("fullUrl", "urn:uuid:" + ReportUids.uuid(type, value));
    entry.add("resource", resource);
    entry.add("request", request);
    return entry;
  }
}
