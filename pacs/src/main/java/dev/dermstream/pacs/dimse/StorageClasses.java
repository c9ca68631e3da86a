package dev.dermstream.pacs.dimse;

import dev.dermstream.dicom.association.ServiceClasses;
import dev.dermstream.dicom.file.TransferSyntax;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the edge negotiates: every storage SOP class, so that an object which holds no picture ends
 * in a disposition rather than in a queue of its sender, and every transfer syntax that is read,
 * those whose bytes are the picture's own first.
 */
public final class StorageClasses implements ServiceClasses {
  /** C-ECHO (PS3.4, annex A). */
  public static final String VERIFICATION = "1.2.840.10008.1.1";

  /** Storage Commitment Push Model (PS3.4, annex J). */
  public static final String COMMITMENT = "1.2.840.10008.1.20.1";

  private static final String STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";

  private static final List<String> UNCOMPRESSED =
      List.of(
          TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(), TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid());

  private static final List<String> ALL =
      Stream.concat(
              Stream.of(TransferSyntax.values())
                  .filter(syntax -> syntax.coding() != TransferSyntax.PixelCoding.NATIVE)
                  .map(TransferSyntax::uid),
              Stream.of(
                      TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                      TransferSyntax.IMPLICIT_LITTLE_ENDIAN,
                      TransferSyntax.DEFLATED,
                      TransferSyntax.EXPLICIT_BIG_ENDIAN)
                  .map(TransferSyntax::uid))
          .toList();

  /** Those that hold pictures of skin (PS3.4, B.5), by name; others are received all the same. */
  public static final Map<String, String> PICTURES =
      Map.of(
          "1.2.840.10008.5.1.4.1.1.77.1.4", "VL Photographic Image Storage",
          "1.2.840.10008.5.1.4.1.1.77.1.7", "Dermoscopic Photography Image Storage",
          "1.2.840.10008.5.1.4.1.1.77.1.1", "VL Endoscopic Image Storage",
          "1.2.840.10008.5.1.4.1.1.77.1.2", "VL Microscopic Image Storage",
          "1.2.840.10008.5.1.4.1.1.7", "Secondary Capture Image Storage",
          "1.2.840.10008.5.1.4.1.1.7.4", "Multi-frame True Color Secondary Capture Image Storage");

  @Override
  public List<String> transferSyntaxes(String abstractSyntax) {
    if (abstractSyntax.equals(VERIFICATION) || abstractSyntax.equals(COMMITMENT)) {
      return UNCOMPRESSED;
    }
    return abstractSyntax.startsWith(STORAGE_ROOT) ? ALL : List.of();
  }
}
