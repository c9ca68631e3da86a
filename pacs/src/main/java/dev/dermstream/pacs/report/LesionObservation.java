package dev.dermstream.pacs.report;

import com.google.gson.JsonObject;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One lesion as FHIR Observations: the finding with the class confidences as components, and where
 * the release is calibrated a second one with the probabilities. A lesion that was abstained from
 * has a reason for its absence in place of a value.
 */
final class LesionObservation {
  private final Fhir fhir;
  private final SourceObject source;
  private final Report report;
  private final Details details;
  private final ClassCodes codes;

  LesionObservation(
      Fhir fhir, SourceObject source, Report report, Details details, ClassCodes codes) {
    this.fhir = fhir;
    this.source = source;
    this.report = report;
    this.details = details;
    this.codes = codes;
  }

  JsonObject finding(Lesion lesion) throws UnmappedClassException {
    JsonObject observation = begin(lesion, Concepts.FINDING);
    if (lesion.answered() && lesion.label().isPresent()) {
      Code label = codes.of(lesion.label().get().getIdCode());
      observation.add("valueCodeableConcept", fhir.concept(label));
    } else {
      observation.add("dataAbsentReason", absence(lesion));
    }
    source.site().ifPresent(site -> observation.add("bodySite", fhir.concept(site)));
    Code confidence =
        lesion.answered() ? Concepts.CLASS_CONFIDENCE : Concepts.CLASS_CONFIDENCE_UNANSWERED;
    Fhir.add(observation, "component", components(confidence, lesion.scores()));
    return observation;
  }

  /** Empty where there are no probabilities. */
  Optional<JsonObject> probabilities(Lesion lesion) throws UnmappedClassException {
    if (lesion.probabilities().isEmpty()) {
      return Optional.empty();
    }
    Code name = lesion.answered() ? Concepts.CALIBRATED : Concepts.CALIBRATED_UNANSWERED;
    JsonObject observation = begin(lesion, name);
    Fhir.add(observation, "component", components(name, lesion.probabilities()));
    return Optional.of(observation);
  }

  private JsonObject begin(Lesion lesion, Code name) {
    JsonObject observation = new JsonObject();
    observation.addProperty("resourceType", "Observation");
    JsonObject identifier = Fhir.dicom(uid(lesion));
    identifier.addProperty("value", identifier.get("value").getAsString() + "#" + name.value());
    observation.add("identifier", Fhir.array(identifier));
    observation.addProperty("status", "preliminary");
    observation.add(
        "category",
        Fhir.array(
            Fhir.concept(
                "http://terminology.hl7.org/CodeSystem/observation-category",
                "imaging",
                "Imaging")));
    observation.add("code", fhir.concept(name));
    FhirReport.context(observation, source, details);
    observation.add("method", method());
    observation.add(
        "device",
        Fhir.reference(
            "Device", Fhir.identifier("urn:dermstream:node", report.getProvenance().getNodeId())));
    observation.add(
        "derivedFrom", Fhir.array(Fhir.reference("ImagingStudy", Fhir.dicom(source.study()))));
    Fhir.add(observation, "note", notes(lesion));
    return observation;
  }

  /** The unique identifier by which the structured report tracks it too. */
  private String uid(Lesion lesion) {
    return ReportUids.uid(
        "lesion", StructuredReport.identity(source, details), String.valueOf(lesion.number()));
  }

  private JsonObject method() {
    JsonObject method = new JsonObject();
    method.addProperty(
        "text", Fhir.clean(Algorithm.NAME + " " + report.getProvenance().getReleaseId()));
    return method;
  }

  private List<JsonObject> notes(Lesion lesion) {
    List<JsonObject> notes = new ArrayList<>();
    if (!report.getNotice().isBlank()) {
      notes.add(Fhir.note(Fhir.clean(report.getNotice())));
    }
    notes.add(Fhir.note(Fhir.clean(String.join("\n", Algorithm.parameters(report, details)))));
    notes.add(Fhir.note("image=urn:oid:" + source.sopInstance()));
    lesion
        .region()
        .ifPresent(box ->
            notes.add(
                Fhir.note(
                    "region=%d,%d,%d,%d (x, y, width, height in pixels)"
                        .formatted(box.getX(), box.getY(), box.getWidth(), box.getHeight()))));
    return notes;
  }

  private JsonObject absence(Lesion lesion) {
    JsonObject reason =
        Fhir.concept(
            "http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown");
    lesion.reasons().stream()
        .map(Concepts::reason)
        .map(fhir::concept)
        .forEach(of -> reason.getAsJsonArray("coding").addAll(of.getAsJsonArray("coding")));
    Fhir.add(
        reason,
        "text",
        Optional.of(lesion.abstention())
            .filter(text -> !text.isBlank())
            .or(() -> Optional.of(Concepts.ABSTAINED.meaning())));
    return reason;
  }

  private List<JsonObject> components(Code name, List<Lesion.Score> scores)
      throws UnmappedClassException {
    List<JsonObject> components = new ArrayList<>();
    for (Lesion.Score score : scores) {
      Code ofClass = codes.of(score.idCode());
      JsonObject code = fhir.concept(ofClass);
      code.addProperty("text", name.meaning() + ": " + ofClass.meaning());
      JsonObject component = new JsonObject();
      component.add("code", code);
      component.add("valueQuantity", Fhir.percent(score.percent()));
      components.add(component);
    }
    return components;
  }
}
