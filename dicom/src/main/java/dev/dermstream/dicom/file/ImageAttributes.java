package dev.dermstream.dicom.file;

import dev.dermstream.dicom.file.TransferSyntax.PixelCoding;

/** Reads the attributes of a picture and refuses by name what is not read. */
final class ImageAttributes {
  private static final int BYTE = 8;
  private static final int WORD = 16;

  private final TransferSyntax syntax;
  private final DataSet attributes;

  ImageAttributes(TransferSyntax syntax, DataSet attributes) {
    this.syntax = syntax;
    this.attributes = attributes;
  }

  DicomImage read() throws DicomException {
    Photometric photometric = photometric();
    requireTogether(photometric);
    if (photometric.monochrome() && attributes.has(Tag.SHARED_FUNCTIONAL_GROUPS)) {
      // Their windows lie in the groups, and without them the grey would be another.
      throw unsupported(
          Tag.SHARED_FUNCTIONAL_GROUPS, "Grey DICOM images with functional groups are not read");
    }
    int allocated = attributes.unsignedShort(Tag.BITS_ALLOCATED);
    int stored = attributes.unsignedShort(Tag.BITS_STORED);
    boolean signed = requireBits(photometric, allocated, stored);
    int rows = side(Tag.ROWS);
    int columns = side(Tag.COLUMNS);
    int frames = attributes.positive(Tag.NUMBER_OF_FRAMES, 1);
    return new DicomImage(
        syntax,
        columns,
        rows,
        photometric,
        planar(photometric),
        allocated,
        stored,
        signed,
        frames,
        frame(frames),
        attributes);
  }

  private Photometric photometric() throws DicomException {
    int tag = Tag.PHOTOMETRIC_INTERPRETATION;
    if (!attributes.has(tag)) {
      throw attributes.malformed(tag);
    }
    Photometric photometric =
        Photometric.of(attributes.text(tag))
            .orElseThrow(() ->
                unsupported(
                    tag,
                    "The DICOM Photometric Interpretation is not read; send RGB, YBR_FULL,"
                        + " PALETTE COLOR or MONOCHROME2"));
    if (attributes.unsignedShort(Tag.SAMPLES_PER_PIXEL) != photometric.samples()) {
      throw corrupt(
          Tag.SAMPLES_PER_PIXEL,
          "The DICOM Samples per Pixel contradicts the Photometric Interpretation");
    }
    return photometric;
  }

  /** Combinations that PS3.5 chapter 8 does not know would be guesses. */
  private void requireTogether(Photometric photometric) throws DicomException {
    boolean together =
        switch (photometric) {
          case MONOCHROME1, MONOCHROME2, RGB, YBR_FULL -> true;
          case PALETTE_COLOR -> syntax.coding() != PixelCoding.LOSSY_JPEG;
          case YBR_FULL_422 ->
              syntax.coding() == PixelCoding.NATIVE || syntax.coding() == PixelCoding.LOSSY_JPEG;
          case YBR_ICT, YBR_RCT -> syntax.coding() == PixelCoding.JPEG_2000;
        };
    if (!together) {
      throw unsupported(
          Tag.PHOTOMETRIC_INTERPRETATION,
          "The DICOM Photometric Interpretation does not go with " + syntax.describe());
    }
  }

  /** Whether samples are signed; refuses depths that are not read. */
  private boolean requireBits(Photometric photometric, int allocated, int stored)
      throws DicomException {
    if (allocated != BYTE && allocated != WORD) {
      throw unsupported(
          Tag.BITS_ALLOCATED, "DICOM pixels of " + allocated + " bits allocated are not read");
    }
    if (stored < 1 || stored > allocated) {
      throw corrupt(Tag.BITS_STORED, "The DICOM Bits Stored contradicts the Bits Allocated");
    }
    if (attributes.has(Tag.HIGH_BIT) && attributes.unsignedShort(Tag.HIGH_BIT) != stored - 1) {
      throw unsupported(Tag.HIGH_BIT, "DICOM pixels that are not in the low bits are not read");
    }
    if (syntax.coding() == PixelCoding.LOSSY_JPEG && stored != BYTE) {
      throw unsupported(
          Tag.BITS_STORED, "%s of %d bits is not read".formatted(syntax.describe(), stored));
    }
    if (syntax.coding() == PixelCoding.LOSSY_JPEG && allocated != BYTE) {
      throw corrupt(Tag.BITS_ALLOCATED, "The DICOM Bits Allocated does not go with its JPEG");
    }
    int representation = attributes.unsignedShort(Tag.PIXEL_REPRESENTATION);
    if (representation > 1) {
      throw attributes.malformed(Tag.PIXEL_REPRESENTATION);
    }
    if (representation == 1 && !photometric.monochrome()) {
      throw unsupported(Tag.PIXEL_REPRESENTATION, "DICOM colours that are signed are not read");
    }
    return representation == 1;
  }

  private int side(int tag) throws DicomException {
    int side = attributes.unsignedShort(tag);
    if (side == 0) {
      throw corrupt(tag, "The DICOM image has no rows or no columns");
    }
    return side;
  }

  private boolean planar(Photometric photometric) throws DicomException {
    if (photometric.samples() == 1 || !attributes.has(Tag.PLANAR_CONFIGURATION)) {
      return false;
    }
    int configuration = attributes.unsignedShort(Tag.PLANAR_CONFIGURATION);
    if (configuration > 1) {
      throw attributes.malformed(Tag.PLANAR_CONFIGURATION);
    }
    return configuration == 1;
  }

  private int frame(int frames) throws DicomException {
    if (!attributes.has(Tag.REPRESENTATIVE_FRAME)) {
      return 1;
    }
    int frame = attributes.unsignedShort(Tag.REPRESENTATIVE_FRAME);
    if (frame < 1 || frame > frames) {
      throw corrupt(
          Tag.REPRESENTATIVE_FRAME, "The DICOM Representative Frame Number names no frame");
    }
    return frame;
  }

  private DicomException unsupported(int tag, String sentence) {
    return attributes.fault(DicomFault.UNSUPPORTED_PIXELS, tag, sentence);
  }

  private DicomException corrupt(int tag, String sentence) {
    return attributes.fault(DicomFault.STRUCTURE_CORRUPT, tag, sentence);
  }
}
