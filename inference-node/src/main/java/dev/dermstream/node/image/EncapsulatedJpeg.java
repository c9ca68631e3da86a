package dev.dermstream.node.image;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.dicom.pixels.LossyJpeg;
import dev.dermstream.platform.image.RgbImage;

/** The JPEG of a DICOM frame; its colours are what the data set says. */
record EncapsulatedJpeg(PixelBudget budget, JpegDecoder decoder) implements LossyJpeg {
  @Override
  public RgbImage decode(byte[] stream, DicomImage image) throws DicomException {
    if (stream.length < 4 || (stream[0] & 0xFF) != 0xFF || (stream[1] & 0xFF) != 0xD8) {
      throw corrupt("The DICOM pixel data holds no JPEG.");
    }
    try {
      JpegStructure jpeg = JpegParser.parse(stream, budget);
      if (jpeg.width() != image.columns() || jpeg.height() != image.rows()) {
        throw corrupt("The DICOM size and the size of its JPEG differ.");
      }
      return decoder.decode(jpeg, colorModel(image.photometric(), jpeg), EnoughPixels.WHOLE);
    } catch (RefusedImageException e) {
      throw new DicomException(fault(e), e.toRefusal().sentence(), e);
    }
  }

  /** The data set's word, unless the JPEG's own markers say otherwise: then nobody knows. */
  private static JpegStructure.ColorModel colorModel(Photometric photometric, JpegStructure jpeg)
      throws DicomException {
    if (jpeg.componentIds().length != photometric.samples()) {
      throw corrupt("The DICOM samples and those of its JPEG differ.");
    }
    return switch (photometric) {
      case MONOCHROME1, MONOCHROME2, PALETTE_COLOR -> JpegStructure.ColorModel.GREY;
      case RGB -> {
        requireAgreement(!jpeg.jfif() && jpeg.adobeTransform() <= 0);
        yield JpegStructure.ColorModel.RGB;
      }
      case YBR_FULL, YBR_FULL_422, YBR_ICT, YBR_RCT -> {
        requireAgreement(jpeg.jfif() || jpeg.adobeTransform() != 0);
        yield JpegStructure.ColorModel.YCC;
      }
    };
  }

  private static void requireAgreement(boolean agrees) throws DicomException {
    if (!agrees) {
      throw corrupt(
          "The DICOM Photometric Interpretation contradicts the colours that its JPEG names.");
    }
  }

  private static DicomFault fault(RefusedImageException e) {
    return switch (e.toRefusal().code()) {
      case TRUNCATED_IMAGE -> DicomFault.TRUNCATED;
      case UNSUPPORTED_MEDIA -> DicomFault.UNSUPPORTED_PIXELS;
      case IMAGE_TOO_LARGE -> DicomFault.TOO_LARGE;
      default -> DicomFault.PIXELS_CORRUPT;
    };
  }

  private static DicomException corrupt(String sentence) {
    return new DicomException(DicomFault.PIXELS_CORRUPT, sentence, null);
  }
}
