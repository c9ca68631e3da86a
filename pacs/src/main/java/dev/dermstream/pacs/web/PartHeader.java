package dev.dermstream.pacs.web;

import java.util.Locale;
import java.util.Set;

/** The header fields of a part (RFC 2046 5.1), as text with lines that end in CR LF. */
record PartHeader(String text) {
  private static final Set<String> PLAIN = Set.of("", "binary", "8bit", "7bit");

  /** True if the part's bytes are an object as it stands; a part that says nothing is one. */
  boolean isDicom() {
    String type = value("content-type");
    return (type.isEmpty() || type.equals(StowRequest.DICOM))
        && PLAIN.contains(value("content-transfer-encoding"));
  }

  /** Without parameters and in lower case; empty if absent. */
  private String value(String name) {
    return text.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }
}
