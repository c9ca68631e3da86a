package dev.dermstream.pacs.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;

/** The data types of FHIR R4 (2.24) that reports are made of. */
final class Fhir {
  static final String DICOM_UID = "urn:dicom:uid";

  private final CodeMap codes;

  Fhir(CodeMap codes) {
    this.codes = codes;
  }

  /** CodeableConcept; a scheme whose system is not known is told by its text alone. */
  JsonObject concept(Code code) {
    JsonObject concept = new JsonObject();
    codes
        .uri(code.scheme())
        .ifPresent(system -> concept.add("coding", array(coding(system, code))));
    concept.addProperty("text", code.meaning());
    return concept;
  }

  static JsonObject concept(String system, String code, String display) {
    JsonObject concept = new JsonObject();
    concept.add("coding", array(coding(system, new Code(code, "", display))));
    return concept;
  }

  private static JsonObject coding(String system, Code code) {
    JsonObject coding = new JsonObject();
    coding.addProperty("system", system);
    coding.addProperty("code", code.value());
    coding.addProperty("display", code.meaning());
    return coding;
  }

  static JsonObject percent(double value) {
    JsonObject quantity = new JsonObject();
    quantity.addProperty("value", new BigDecimal(ContentItem.decimal(value)));
    quantity.addProperty("unit", "%");
    quantity.addProperty("system", "http://unitsofmeasure.org");
    quantity.addProperty("code", "%");
    return quantity;
  }

  static JsonObject identifier(String system, String value) {
    JsonObject identifier = new JsonObject();
    if (!system.isEmpty()) {
      identifier.addProperty("system", system);
    }
    identifier.addProperty("value", value);
    return identifier;
  }

  /** An object of DICOM, as identifiers name it (R4, ImagingStudy.identifier). */
  static JsonObject dicom(String uid) {
    return identifier(DICOM_UID, "urn:oid:" + uid);
  }

  /** To a resource that another system has under an identifier. */
  static JsonObject reference(String type, JsonObject identifier) {
    JsonObject reference = new JsonObject();
    reference.addProperty("type", type);
    reference.add("identifier", identifier);
    return reference;
  }

  /** To a resource of the same bundle. */
  static JsonObject reference(String fullUrl) {
    JsonObject reference = new JsonObject();
    reference.addProperty("reference", fullUrl);
    return reference;
  }

  static JsonObject note(String text) {
    JsonObject note = new JsonObject();
    note.addProperty("text", text);
    return note;
  }

  static JsonArray array(JsonElement... elements) {
    JsonArray array = new JsonArray();
    for (JsonElement element : elements) {
      array.add(element);
    }
    return array;
  }

  /** Adds an array unless it would be empty, which FHIR's JSON does not allow. */
  static void add(JsonObject to, String name, Collection<? extends JsonElement> elements) {
    if (!elements.isEmpty()) {
      to.add(name, array(elements.toArray(JsonElement[]::new)));
    }
  }

  static void add(JsonObject to, String name, Optional<String> text) {
    text.filter(value -> !value.isBlank())
        .ifPresent(value -> to.add(name, new JsonPrimitive(clean(value))));
  }

  /** Without what a string may not hold (R4, 2.24.0.1). */
  static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\r\\t]]", " ").strip();
  }
}
