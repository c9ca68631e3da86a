package dev.dermstream.node.dicom;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.dicom.DicomImage.Photometric;

/**
 * Reads DICOM Part 10 files: explicit and implicit little endian with native pixels, and JPEG
 * baseline; one frame of 8 bits per sample. Everything else is refused by name. Stateless.
 */
public final class DicomReader {
  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};
  private static final int BITS = 8;

  private DicomReader() {}

  /** Whether the bytes begin as a DICOM Part 10 file does. */
  public static boolean isDicom(byte[] file) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (file.length <= PREAMBLE_BYTES + i || file[PREAMBLE_BYTES + i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Describes the picture of a file for which {@link #isDicom} holds; its pixel data is there to
   * the last byte that the file announces.
   *
   * @throws DicomException TRUNCATED_IMAGE, CORRUPT_IMAGE, NO_PIXELS or UNSUPPORTED_MEDIA
   */
  public static DicomImage read(byte[] file) throws DicomException {
    DataSet dataSet = new DataSet(file);
    DataSetParser parser =
        new DataSetParser(new ByteCursor(file, PREAMBLE_BYTES + MAGIC.length), dataSet);
    parser.readMeta();
    String uid = dataSet.text(Tag.TRANSFER_SYNTAX);
    if (uid.isEmpty()) {
      throw corrupt("The DICOM file names no transfer syntax.");
    }
    TransferSyntax syntax = TransferSyntax.of(uid);
    if (syntax == TransferSyntax.OTHER) {
      throw unsupported(
          "The DICOM transfer syntax %s is not read; send explicit or implicit little endian, or"
                  .formatted(TransferSyntax.describe(uid))
              + " JPEG baseline.");
    }
    parser.readDataSet(syntax != TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
    return image(dataSet, syntax == TransferSyntax.JPEG_BASELINE);
  }

  private static DicomImage image(DataSet dataSet, boolean jpeg) throws DicomException {
    if (dataSet.has(Tag.FLOAT_PIXELS) || dataSet.has(Tag.DOUBLE_PIXELS)) {
      throw unsupported("DICOM pixels in floating point are not read.");
    }
    PixelData pixels =
        dataSet
            .pixelData()
            .orElseThrow(
                () -> new DicomException(ErrorCode.NO_PIXELS, "The DICOM object has no pixels."));
    if (!pixels.whole()) {
      throw ByteCursor.truncated();
    }
    if (pixels.encapsulated() != jpeg) {
      throw corrupt("The DICOM pixel data is not written as the transfer syntax says.");
    }
    Photometric photometric = photometric(dataSet, jpeg);
    requireSingleFrame(dataSet);
    requireBytes(dataSet);
    int height = dataSet.unsignedShort(Tag.ROWS, "Rows");
    int width = dataSet.unsignedShort(Tag.COLUMNS, "Columns");
    if (width == 0 || height == 0) {
      throw corrupt("The DICOM image has no rows or no columns.");
    }
    boolean planar =
        photometric.samples() > 1
            && dataSet.has(Tag.PLANAR_CONFIGURATION)
            && dataSet.unsignedShort(Tag.PLANAR_CONFIGURATION, "Planar Configuration") == 1;
    return new DicomImage(jpeg, width, height, photometric, planar, pixels);
  }

  private static Photometric photometric(DataSet dataSet, boolean jpeg) throws DicomException {
    String text = dataSet.text(Tag.PHOTOMETRIC_INTERPRETATION);
    for (Photometric known : Photometric.values()) {
      if (known.name().equals(text)) {
        boolean luminance = known == Photometric.YBR_FULL || known == Photometric.YBR_FULL_422;
        if (luminance && !jpeg) {
          throw unsupported("Uncompressed DICOM pixels in " + known + " are not read; send RGB.");
        }
        if (dataSet.unsignedShort(Tag.SAMPLES_PER_PIXEL, "Samples per Pixel") != known.samples()) {
          throw corrupt("The DICOM Samples per Pixel contradicts the Photometric Interpretation.");
        }
        if (known.samples() == 1) {
          requireNoTransformation(dataSet);
        }
        return known;
      }
    }
    throw unsupported(
        "The DICOM Photometric Interpretation is not read; send RGB, MONOCHROME2 or JPEG baseline.");
  }

  /** Grey levels meant for display through a window would look wrong without it. */
  private static void requireNoTransformation(DataSet dataSet) throws DicomException {
    if (dataSet.has(Tag.WINDOW_CENTER)
        || dataSet.has(Tag.RESCALE_SLOPE)
        || dataSet.has(Tag.MODALITY_LUT)
        || dataSet.has(Tag.VOI_LUT)) {
      throw unsupported("Grey DICOM images with a window, rescale or lookup table are not read.");
    }
  }

  private static void requireSingleFrame(DataSet dataSet) throws DicomException {
    String frames = dataSet.text(Tag.NUMBER_OF_FRAMES);
    if (!frames.isEmpty() && !frames.equals("1")) {
      throw unsupported("The DICOM object has more than one frame; send one frame per image.");
    }
  }

  private static void requireBytes(DataSet dataSet) throws DicomException {
    if (dataSet.unsignedShort(Tag.BITS_ALLOCATED, "Bits Allocated") != BITS
        || dataSet.unsignedShort(Tag.BITS_STORED, "Bits Stored") != BITS
        || dataSet.unsignedShort(Tag.PIXEL_REPRESENTATION, "Pixel Representation") != 0) {
      throw unsupported("Only DICOM pixels of 8 unsigned bits per sample are read.");
    }
  }

  private static DicomException corrupt(String sentence) {
    return new DicomException(ErrorCode.CORRUPT_IMAGE, sentence);
  }

  private static DicomException unsupported(String sentence) {
    return new DicomException(ErrorCode.UNSUPPORTED_MEDIA, sentence);
  }
}
