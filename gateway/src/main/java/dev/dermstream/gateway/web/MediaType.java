package dev.dermstream.gateway.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The media types that enter and leave. */
final class MediaType {
  static final String JSON = "application/json";
  static final String XML = "application/xml";
  static final String EVENTS = "text/event-stream";
  static final String FORM = "multipart/form-data";
  static final String HTML = "text/html; charset=utf-8";
  static final String TEXT = "text/plain";
  private static final String DICOM = "application/dicom";
  private static final String BYTES = "application/octet-stream";

  private MediaType() {}

  /** Without parameters, in lower case; empty for none. */
  static String of(@Nullable String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a body of this type is taken for an image; its bytes tell which. */
  static boolean isImage(String type) {
    return type.startsWith("image/") || type.equals(DICOM) || type.equals(BYTES);
  }
}
