package dev.dermstream.node.image;

import dev.dermstream.dicom.file.DicomFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells a format by its first bytes, and names what is not read. */
final class FormatSniffer {
  private static final int TEXT_PROBE_BYTES = 512;
  private static final Map<String, String> KNOWN_OTHERS = knownOthers();

  private FormatSniffer() {}

  static ImageFormat sniff(byte[] bytes) throws RefusedImageException {
    if (startsWith(bytes, "\u00FF\u00D8\u00FF")) {
      return ImageFormat.JPEG;
    }
    if (startsWith(bytes, PngDecoder.SIGNATURE)) {
      return ImageFormat.PNG;
    }
    if (DicomFile.isDicom(bytes)) {
      return ImageFormat.DICOM;
    }
    throw RefusedImageException.unsupported(
        "The bytes are " + describe(bytes) + "; send JPEG, PNG or DICOM.");
  }

  private static String describe(byte[] bytes) {
    for (Map.Entry<String, String> other : KNOWN_OTHERS.entrySet()) {
      if (startsWith(bytes, other.getKey())) {
        return other.getValue();
      }
    }
    if (bytes.length > 12 && new String(bytes, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp")) {
      return "HEIF, AVIF or a video";
    }
    return isText(bytes) ? "text" : "of no known image format";
  }

  private static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, TEXT_PROBE_BYTES); i++) {
      int b = bytes[i] & 0xFF;
      if ((b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] bytes, String latin1) {
    if (bytes.length < latin1.length()) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((bytes[i] & 0xFF) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> knownOthers() {
    Map<String, String> others = new LinkedHashMap<>();
    others.put("GIF8", "GIF");
    others.put("BM", "BMP");
    others.put("II*\0", "TIFF");
    others.put("MM\0*", "TIFF");
    others.put("RIFF", "WebP or another RIFF file");
    others.put("%PDF", "PDF");
    others.put("PK\3\4", "a ZIP archive");
    others.put("\0\0\0\fjP  ", "JPEG 2000");
    return others;
  }
}
