package dev.dermstream.pacs.web;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a {@link StoreReport} is written. UIDs were checked, so nothing needs escaping. */
enum ReportForm {
  /** DICOM JSON Model (PS3.18 F). */
  JSON("application/dicom+json") {
    @Override
    String write(StoreReport report) {
      return JsonReport.of(report);
    }
  },
  /** Native DICOM Model (PS3.19 A.1). */
  XML("application/dicom+xml") {
    @Override
    String write(StoreReport report) {
      return XmlReport.of(report);
    }
  };

  private final String mediaType;

  ReportForm(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  abstract String write(StoreReport report);

  /**
   * The form that a peer takes.
   *
   * @param accepted media types without parameters, the most wanted first; none: JSON, since a peer
   *     that says nothing takes anything (RFC 9110 12.5.1)
   */
  static Optional<ReportForm> accepted(List<String> accepted) {
    return accepted.isEmpty()
        ? Optional.of(JSON)
        : accepted.stream().flatMap(type -> Optional.ofNullable(named(type)).stream()).findFirst();
  }

  private static @Nullable ReportForm named(String type) {
    return switch (type) {
      case "application/dicom+json", "application/json", "application/*", "*/*" -> JSON;
      case "application/dicom+xml", "application/xml", "text/xml" -> XML;
      default -> null;
    };
  }
}
