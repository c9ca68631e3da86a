package dev.dermstream.dicom.file;

import java.util.Map;
import java.util.Optional;

/** How a file's data set and pixels are written (PS3.5 annex A); those that are read here. */
public enum TransferSyntax {
  IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", "Implicit VR Little Endian", PixelCoding.NATIVE),
  EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", "Explicit VR Little Endian", PixelCoding.NATIVE),
  DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", PixelCoding.NATIVE),
  EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", "Explicit VR Big Endian", PixelCoding.NATIVE),
  RLE_LOSSLESS("1.2.840.10008.1.2.5", "RLE Lossless", PixelCoding.RLE),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline", PixelCoding.LOSSY_JPEG),
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended", PixelCoding.LOSSY_JPEG),
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless", PixelCoding.LOSSLESS_JPEG),
  JPEG_LOSSLESS_SV1(
      "1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction", PixelCoding.LOSSLESS_JPEG),
  JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", PixelCoding.JPEG_LS),
  JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", PixelCoding.JPEG_LS),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", PixelCoding.JPEG_2000),
  JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", PixelCoding.JPEG_2000),
  HTJ2K_LOSSLESS(
      "1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", PixelCoding.JPEG_2000),
  HTJ2K_LOSSLESS_RPCL(
      "1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", PixelCoding.JPEG_2000),
  HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", PixelCoding.JPEG_2000);

  /** What the bytes of a frame are. */
  public enum PixelCoding {
    /** Samples as they are. */
    NATIVE,
    /** PS3.5 annex G. */
    RLE,
    /** ITU-T T.81, the processes with a cosine transform. */
    LOSSY_JPEG,
    /** ITU-T T.81 annex H. */
    LOSSLESS_JPEG,
    /** ITU-T T.87. */
    JPEG_LS,
    /** ITU-T T.800, and T.814 for the high-throughput form. */
    JPEG_2000
  }

  private static final String STANDARD_ROOT = "1.2.840.10008.1.2";

  /** Not read, but refused by name. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR"),
          Map.entry("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless"),
          Map.entry("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"),
          Map.entry("1.2.840.10008.1.2.4.94", "JPIP Referenced"),
          Map.entry("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate"),
          Map.entry("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile"),
          Map.entry("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264"),
          Map.entry("1.2.840.10008.1.2.4.107", "HEVC/H.265"),
          Map.entry("1.2.840.10008.1.2.4.110", "JPEG XL Lossless"),
          Map.entry("1.2.840.10008.1.2.4.112", "JPEG XL"),
          Map.entry("1.2.840.10008.1.2.8.1", "Deflated Image Frame"));

  private final String uid;
  private final String title;
  private final PixelCoding coding;

  TransferSyntax(String uid, String title, PixelCoding coding) {
    this.uid = uid;
    this.title = title;
    this.coding = coding;
  }

  /** The UID that names it. */
  public String uid() {
    return uid;
  }

  /** The one of this UID, if it is read here. */
  public static Optional<TransferSyntax> of(String uid) {
    for (TransferSyntax syntax : values()) {
      if (syntax.uid.equals(uid)) {
        return Optional.of(syntax);
      }
    }
    return Optional.empty();
  }

  /** Its name. */
  public String title() {
    return title;
  }

  /** What the bytes of a frame are. */
  public PixelCoding coding() {
    return coding;
  }

  boolean encapsulated() {
    return coding != PixelCoding.NATIVE;
  }

  boolean explicit() {
    return this != IMPLICIT_LITTLE_ENDIAN;
  }

  boolean bigEndian() {
    return this == EXPLICIT_BIG_ENDIAN;
  }

  /** Name and UID, for a message. */
  public String describe() {
    return title + " (" + uid + ")";
  }

  /** Name and UID of one that is not read; text that is no standard UID is not quoted. */
  static String describe(String uid) {
    if (!uid.startsWith(STANDARD_ROOT) || !Uid.isValid(uid)) {
      return "a private transfer syntax";
    }
    return OTHERS.containsKey(uid) ? OTHERS.get(uid) + " (" + uid + ")" : uid;
  }
}
