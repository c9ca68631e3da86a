package dev.dermstream.pacs.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Writes a report as DICOM JSON (PS3.18 F.2). */
final class JsonReport {
  private JsonReport() {}

  static String of(StoreReport report) {
    JsonObject dataSet = new JsonObject();
    // Retrieve URL, type 2: nothing can be retrieved here.
    dataSet.add("00081190", element("UR"));
    add(dataSet, "00081198", report.failed().stream().map(JsonReport::failed).toList());
    add(dataSet, "00081199", report.stored().stream().map(JsonReport::stored).toList());
    add(dataSet, "0008119A", report.others().stream().map(JsonReport::other).toList());
    return dataSet.toString();
  }

  private static JsonObject stored(StoreReport.Stored stored) {
    return reference(stored.sopClass(), stored.sopInstance());
  }

  private static JsonObject failed(StoreReport.Failed failed) {
    JsonObject item = reference(failed.sopClass(), failed.sopInstance());
    item.add("00081197", element("US", failed.reason().value()));
    return item;
  }

  private static JsonObject other(FailureReason reason) {
    JsonObject item = new JsonObject();
    item.add("00081197", element("US", reason.value()));
    return item;
  }

  private static JsonObject reference(String sopClass, String sopInstance) {
    JsonObject item = new JsonObject();
    item.add("00081150", element("UI", sopClass));
    item.add("00081155", element("UI", sopInstance));
    return item;
  }

  private static void add(JsonObject dataSet, String tag, List<JsonObject> items) {
    if (!items.isEmpty()) {
      JsonObject sequence = element("SQ");
      JsonArray values = new JsonArray();
      items.forEach(values::add);
      sequence.add("Value", values);
      dataSet.add(tag, sequence);
    }
  }

  private static JsonObject element(String vr) {
    JsonObject element = new JsonObject();
    element.addProperty("vr", vr);
    return element;
  }

  private static JsonObject element(String vr, String value) {
    JsonArray values = new JsonArray();
    values.add(value);
    JsonObject element = element(vr);
    element.add("Value", values);
    return element;
  }

  private static JsonObject element(String vr, int value) {
    JsonArray values = new JsonArray();
    values.add(value);
    JsonObject element = element(vr);
    element.add("Value", values);
    return element;
  }
}
