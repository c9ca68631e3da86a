package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether pixels ever lost something by compression (PS3.3, C.7.6.1.1.5). */
final class LossyHistory {
  private static final int COMPRESSION = 0x0028_2110;
  private static final int RATIO = 0x0028_2112;
  private static final int METHOD = 0x0028_2114;

  private static final Set<String> METHODS =
      Set.of("ISO_10918_1", "ISO_14495_1", "ISO_15444_1", "ISO_15444_15");

  private LossyHistory() {}

  static void put(DicomImage image, byte[] frame, WritableDataSet to) throws DicomException {
    DataSet from = image.attributes();
    Optional<String> method = method(image.syntax(), from);
    boolean lossy = method.isPresent() || from.text(COMPRESSION).equals("01");
    to.text(COMPRESSION, Vr.CS, lossy ? "01" : "00");
    if (lossy) {
      double ratio =
          image.syntax().coding() == TransferSyntax.PixelCoding.NATIVE
              ? from.decimal(RATIO).orElse(1.0)
              : image.nativeBytes() / (double) frame.length;
      to.text(RATIO, Vr.DS, String.format(Locale.ROOT, "%.3f", Math.clamp(ratio, 0, 1e6)));
    }
    String told = from.firstText(METHOD);
    method
        .or(() -> Optional.of(told).filter(METHODS::contains))
        .filter(any -> lossy)
        .ifPresent(name -> to.text(METHOD, Vr.CS, name));
  }

  /** By which the stream has lost something; a stream that need not have is asked of the file. */
  private static Optional<String> method(TransferSyntax syntax, DataSet from) {
    boolean told = !from.text(COMPRESSION).equals("00");
    return switch (syntax) {
      case JPEG_BASELINE, JPEG_EXTENDED -> Optional.of("ISO_10918_1");
      case JPEG_LS_NEAR_LOSSLESS -> Optional.of("ISO_14495_1").filter(any -> told);
      case JPEG_2000 -> Optional.of("ISO_15444_1").filter(any -> told);
      case HTJ2K -> Optional.of("ISO_15444_15").filter(any -> told);
      case IMPLICIT_LITTLE_ENDIAN,
          EXPLICIT_LITTLE_ENDIAN,
          DEFLATED,
          EXPLICIT_BIG_ENDIAN,
          RLE_LOSSLESS,
          JPEG_LOSSLESS,
          JPEG_LOSSLESS_SV1,
          JPEG_LS_LOSSLESS,
          JPEG_2000_LOSSLESS,
          HTJ2K_LOSSLESS,
          HTJ2K_LOSSLESS_RPCL ->
          Optional.empty();
    };
  }
}
