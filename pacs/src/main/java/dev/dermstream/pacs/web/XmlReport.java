package dev.dermstream.pacs.web;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a report in the Native DICOM Model (PS3.19 A.1). */
final class XmlReport {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
          + "<NativeDicomModel xmlns=\"http://dicom.nema.org/PS3.19/models/NativeDICOM\""
          + " xml:space=\"preserve\">";

  private XmlReport() {}

  static String of(StoreReport report) {
    return HEAD
        + attribute("00081190", "UR", "RetrieveURL", "")
        + sequence(
            "00081198",
            "FailedSOPSequence",
            report.failed().stream()
                .map(each -> reference(each.sopClass(), each.sopInstance()) + reason(each.reason()))
                .toList())
        + sequence(
            "00081199",
            "ReferencedSOPSequence",
            report.stored().stream()
                .map(each -> reference(each.sopClass(), each.sopInstance()))
                .toList())
        + sequence(
            "0008119A",
            "OtherFailuresSequence",
            report.others().stream().map(XmlReport::reason).toList())
        + "</NativeDicomModel>";
  }

  private static String reference(String sopClass, String sopInstance) {
    return attribute("00081150", "UI", "ReferencedSOPClassUID", value(sopClass))
        + attribute("00081155", "UI", "ReferencedSOPInstanceUID", value(sopInstance));
  }

  private static String reason(FailureReason reason) {
    return attribute("00081197", "US", "FailureReason", value(Integer.toString(reason.value())));
  }

  private static String sequence(String tag, String keyword, List<String> items) {
    return items.isEmpty()
        ? ""
        : attribute(
            tag,
            "SQ",
            keyword,
            IntStream.range(0, items.size())
                .mapToObj(i -> "<Item number=\"%d\">%s</Item>".formatted(i + 1, items.get(i)))
                .collect(Collectors.joining()));
  }

  private static String attribute(String tag, String vr, String keyword, String content) {
    return "<DicomAttribute tag=\"%s\" vr=\"%s\" keyword=\"%s\">%s</DicomAttribute>"
        .formatted(tag, vr, keyword, content);
  }

  private static String value(String text) {
    return "<Value number=\"1\">" + text + "</Value>";
  }
}
