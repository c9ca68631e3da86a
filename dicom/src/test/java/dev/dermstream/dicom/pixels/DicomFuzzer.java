package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.platform.image.RgbImage;

/**
 * What a fuzzer calls with bytes of its own, as Jazzer and libFuzzer name it; {@code dicom/fuzz}
 * runs it. Whatever the bytes: a picture or a {@link DicomException}.
 */
public final class DicomFuzzer {
  private static final Pictures PICTURES = new Pictures();

  private DicomFuzzer() {}

  /** Ends normally, or the fuzzer has found something. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      RgbImage image = PICTURES.read(input);
      if (image.rgb().length != 3 * image.width() * image.height()) {
        throw new AssertionError("half a picture");
      }
    } catch (DicomException e) {
      if (e.sentence().isBlank() || e.sentence().length() > 300) {
        throw new AssertionError("no sentence to act on", e);
      }
    }
  }
}
