package dev.dermstream.node.image;

import dev.dermstream.node.dicom.DicomImage;
import dev.dermstream.node.dicom.DicomImage.Photometric;
import dev.dermstream.platform.image.RgbImage;

/** Turns the pixel data of a DICOM image into RGB; its colours are what the data set says. */
final class DicomPixels {
  private DicomPixels() {}

  static RgbImage decode(DicomImage image, byte[] file, PixelBudget budget, JpegDecoder decoder)
      throws RefusedImageException {
    return image.jpeg() ? decodeJpeg(image, file, budget, decoder) : decodeNative(image, file);
  }

  private static RgbImage decodeNative(DicomImage image, byte[] file) throws RefusedImageException {
    int pixels = image.width() * image.height();
    int samples = image.photometric().samples();
    if (image.pixelData().length() < pixels * samples) {
      throw RefusedImageException.truncated(ImageFormat.DICOM);
    }
    int start = image.pixelData().fragments().getFirst().offset();
    byte[] rgb = new byte[RgbImage.CHANNELS * pixels];
    int invert = image.photometric() == Photometric.MONOCHROME1 ? 0xFF : 0;
    int pixelStep = samples == 1 || image.planar() ? 1 : samples;
    int channelStep = samples == 1 ? 0 : image.planar() ? pixels : 1;
    for (int i = 0, o = 0; i < pixels; i++) {
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        rgb[o++] = (byte) (file[start + i * pixelStep + c * channelStep] ^ invert);
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  private static RgbImage decodeJpeg(
      DicomImage image, byte[] file, PixelBudget budget, JpegDecoder decoder)
      throws RefusedImageException {
    byte[] stream = image.pixelData().join(file);
    if (stream.length < 4 || (stream[0] & 0xFF) != 0xFF || (stream[1] & 0xFF) != 0xD8) {
      throw RefusedImageException.corrupt("The DICOM pixel data holds no JPEG.");
    }
    JpegStructure jpeg = JpegParser.parse(stream, budget);
    if (jpeg.width() != image.width() || jpeg.height() != image.height()) {
      throw RefusedImageException.corrupt("The DICOM size and the size of its JPEG differ.");
    }
    RgbImage decoded =
        decoder.decode(jpeg, colorModel(image.photometric(), jpeg), EnoughPixels.WHOLE);
    return image.photometric() == Photometric.MONOCHROME1 ? inverted(decoded) : decoded;
  }

  /** The data set's word, unless the JPEG's own markers say otherwise: then nobody knows. */
  private static JpegStructure.ColorModel colorModel(Photometric photometric, JpegStructure jpeg)
      throws RefusedImageException {
    if (jpeg.componentIds().length != photometric.samples()) {
      throw RefusedImageException.corrupt("The DICOM samples and those of its JPEG differ.");
    }
    return switch (photometric) {
      case MONOCHROME1, MONOCHROME2 -> JpegStructure.ColorModel.GREY;
      case RGB -> {
        requireAgreement(!jpeg.jfif() && jpeg.adobeTransform() <= 0);
        yield JpegStructure.ColorModel.RGB;
      }
      case YBR_FULL, YBR_FULL_422 -> {
        requireAgreement(jpeg.jfif() || jpeg.adobeTransform() != 0);
        yield JpegStructure.ColorModel.YCC;
      }
    };
  }

  private static void requireAgreement(boolean agrees) throws RefusedImageException {
    if (!agrees) {
      throw RefusedImageException.corrupt(
          "The DICOM Photometric Interpretation contradicts the colours that its JPEG names.");
    }
  }

  private static RgbImage inverted(RgbImage image) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ~rgb[i];
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }
}
