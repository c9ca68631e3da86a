package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.platform.image.RgbImage;

/**
 * PALETTE COLOR (PS3.3, C.7.6.3.1.5). The standard gives pixels beyond the palette its last colour;
 * here they are an error, because in a file that is otherwise whole they mean a damaged table.
 */
final class Palette {
  private Palette() {}

  static byte[] rgb(DicomImage image, byte[] samples) throws DicomException {
    LookupTable[] tables = new LookupTable[RgbImage.CHANNELS];
    for (int c = 0; c < tables.length; c++) {
      tables[c] =
          LookupTable.read(
              image.attributes(),
              Tag.RED_PALETTE_DESCRIPTOR + c,
              Tag.RED_PALETTE_DATA + c,
              image.signed());
      if (tables[c].first() != tables[0].first()
          || tables[c].entries().length != tables[0].entries().length) {
        throw image.attributes().malformed(Tag.RED_PALETTE_DESCRIPTOR + c);
      }
    }
    byte[] rgb = new byte[Math.multiplyExact((int) image.pixels(), RgbImage.CHANNELS)];
    for (int i = 0, o = 0; i < image.pixels(); i++) {
      int index = Stored.value(image, Stored.bits(image, samples, i));
      if (!tables[0].holds(index)) {
        throw image
            .attributes()
            .fault(
                DicomFault.PIXELS_CORRUPT,
                Tag.RED_PALETTE_DESCRIPTOR,
                "The DICOM pixels have values beyond the palette");
      }
      for (LookupTable table : tables) {
        rgb[o++] = (byte) (table.at(index) >>> (table.bits() - Byte.SIZE));
      }
    }
    return rgb;
  }
}
