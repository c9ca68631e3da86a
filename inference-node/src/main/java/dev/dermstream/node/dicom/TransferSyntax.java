package dev.dermstream.node.dicom;

import java.util.Map;

/**
 * How a DICOM file's data set and pixels are written (PS3.5 annex A). Only the first three are read
 * here; the others are known by name, to be refused by name.
 */
public enum TransferSyntax {
  IMPLICIT_LITTLE_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  JPEG_BASELINE,
  OTHER;

  private static final String STANDARD_ROOT = "1.2.840.10008.1.2";

  private static final Map<String, TransferSyntax> READ =
      Map.of(
          "1.2.840.10008.1.2", IMPLICIT_LITTLE_ENDIAN,
          "1.2.840.10008.1.2.1", EXPLICIT_LITTLE_ENDIAN,
          "1.2.840.10008.1.2.4.50", JPEG_BASELINE);

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian"),
          Map.entry("1.2.840.10008.1.2.2", "Explicit VR Big Endian"),
          Map.entry("1.2.840.10008.1.2.4.51", "JPEG Extended"),
          Map.entry("1.2.840.10008.1.2.4.57", "JPEG Lossless"),
          Map.entry("1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction"),
          Map.entry("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
          Map.entry("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
          Map.entry("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
          Map.entry("1.2.840.10008.1.2.4.91", "JPEG 2000"),
          Map.entry("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"),
          Map.entry("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"),
          Map.entry("1.2.840.10008.1.2.5", "RLE Lossless"));

  static TransferSyntax of(String uid) {
    return READ.getOrDefault(uid, OTHER);
  }

  /** Name and UID for a message; text that is no standard UID is not quoted. */
  static String describe(String uid) {
    if (!uid.startsWith(STANDARD_ROOT) || !uid.matches("[0-9.]{1,64}")) {
      return "a private transfer syntax";
    }
    return NAMES.containsKey(uid) ? NAMES.get(uid) + " (" + uid + ")" : uid;
  }
}
