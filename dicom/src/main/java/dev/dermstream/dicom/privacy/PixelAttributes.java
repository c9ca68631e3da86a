package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.dicom.pixels.LookupTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything by which one frame becomes a picture, and nothing else (PS3.3, C.7.6.3, C.11.1 and
 * C.11.2): numbers, keywords of the standard and tables, each written anew from what it means.
 * Explanations of tables, further windows and frames, and overlays are left behind.
 */
final class PixelAttributes {
  private static final int RESCALE_TYPE = 0x0028_1054;
  private static final int MODALITY_LUT_TYPE = 0x0028_3004;

  /** Of values that nobody says a unit of. */
  private static final String UNSPECIFIED = "US";

  private static final Set<String> FUNCTIONS = Set.of("LINEAR", "LINEAR_EXACT", "SIGMOID");
  private static final int COLORS = 3;

  private final DicomImage image;
  private final DataSet from;
  private final WritableDataSet to;

  private PixelAttributes(DicomImage image, WritableDataSet to) {
    this.image = image;
    this.from = image.attributes();
    this.to = to;
  }

  /**
   * Describes a single frame and adds it.
   *
   * @param frame clean
   * @throws DicomException if an attribute that the picture depends on is malformed
   */
  static void put(DicomImage image, byte[] frame, WritableDataSet to) throws DicomException {
    PixelAttributes attributes = new PixelAttributes(image, to);
    attributes.pixels();
    if (image.photometric() == Photometric.PALETTE_COLOR) {
      attributes.palette();
    } else if (image.photometric().monochrome()) {
      attributes.modality();
      attributes.valuesOfInterest();
    }
    if (image.syntax().coding() == TransferSyntax.PixelCoding.NATIVE) {
      to.nativePixels(frame, image.bitsAllocated());
    } else {
      to.encapsulatedPixels(List.of(frame));
    }
  }

  /** How a file with the frame is written: native samples are little endian whatever they were. */
  static TransferSyntax syntax(DicomImage image) {
    return image.syntax().coding() == TransferSyntax.PixelCoding.NATIVE
        ? TransferSyntax.EXPLICIT_LITTLE_ENDIAN
        : image.syntax();
  }

  private void pixels() {
    to.unsignedShorts(Tag.SAMPLES_PER_PIXEL, image.samples())
        .text(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, name(image.photometric()))
        .unsignedShorts(Tag.ROWS, image.rows())
        .unsignedShorts(Tag.COLUMNS, image.columns())
        .unsignedShorts(Tag.BITS_ALLOCATED, image.bitsAllocated())
        .unsignedShorts(Tag.BITS_STORED, image.bitsStored())
        .unsignedShorts(Tag.HIGH_BIT, image.bitsStored() - 1)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, image.signed() ? 1 : 0);
    if (image.samples() > 1) {
      to.unsignedShorts(Tag.PLANAR_CONFIGURATION, image.planar() ? 1 : 0);
    }
  }

  private static String name(Photometric photometric) {
    return photometric == Photometric.PALETTE_COLOR ? "PALETTE COLOR" : photometric.name();
  }

  private void palette() throws DicomException {
    for (int c = 0; c < COLORS; c++) {
      int descriptor = Tag.RED_PALETTE_DESCRIPTOR + c;
      int data = Tag.RED_PALETTE_DATA + c;
      table(LookupTable.read(from, descriptor, data, image.signed()), to, descriptor, data);
    }
  }

  private void modality() throws DicomException {
    Optional<DataSet> item = from.items(Tag.MODALITY_LUT_SEQUENCE).stream().findFirst();
    if (item.isPresent()) {
      LookupTable table = table(item.get());
      to.item(
          Tag.MODALITY_LUT_SEQUENCE,
          into -> {
            table(table, into, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA);
            into.text(MODALITY_LUT_TYPE, Vr.LO, UNSPECIFIED);
          });
    } else if (from.has(Tag.RESCALE_SLOPE) || from.has(Tag.RESCALE_INTERCEPT)) {
      number(Tag.RESCALE_INTERCEPT, "0");
      number(Tag.RESCALE_SLOPE, "1");
      to.text(RESCALE_TYPE, Vr.LO, UNSPECIFIED);
    }
  }

  private void valuesOfInterest() throws DicomException {
    if (from.has(Tag.WINDOW_CENTER) || from.has(Tag.WINDOW_WIDTH)) {
      number(Tag.WINDOW_CENTER, "");
      number(Tag.WINDOW_WIDTH, "");
      function();
      return;
    }
    Optional<DataSet> item = from.items(Tag.VOI_LUT_SEQUENCE).stream().findFirst();
    if (item.isPresent()) {
      LookupTable table = table(item.get());
      to.item(Tag.VOI_LUT_SEQUENCE, into -> table(table, into, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA));
    }
  }

  private void function() throws DicomException {
    String function = from.text(Tag.VOI_LUT_FUNCTION);
    if (function.isEmpty()) {
      return;
    }
    if (!FUNCTIONS.contains(function)) {
      throw from.fault(
          DicomFault.UNSUPPORTED_PIXELS,
          Tag.VOI_LUT_FUNCTION,
          "The DICOM VOI LUT Function is not read");
    }
    to.text(Tag.VOI_LUT_FUNCTION, Vr.CS, function);
  }

  /** The first of several numbers, digit by digit: a reader must get the very same one. */
  private void number(int tag, String otherwise) throws DicomException {
    String text = from.decimal(tag).isPresent() ? from.firstText(tag) : otherwise;
    if (text.isEmpty()) {
      throw from.malformed(tag);
    }
    to.value(tag, Vr.DS, text.getBytes(StandardCharsets.US_ASCII));
  }

  private LookupTable table(DataSet item) throws DicomException {
    return LookupTable.read(item, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, image.signed());
  }

  /** Entries of 8 bits lie two in a word, others fill one each. */
  private static void table(LookupTable table, WritableDataSet into, int descriptor, int data) {
    boolean packed = table.bits() == Byte.SIZE;
    int count = table.entries().length;
    ByteBuffer entries =
        ByteBuffer.allocate(packed ? count : Short.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry : table.entries()) {
      if (packed) {
        entries.put((byte) entry);
      } else {
        entries.putShort((short) entry);
      }
    }
    into.unsignedShorts(descriptor, count & 0xFFFF, table.first() & 0xFFFF, table.bits())
        .value(data, Vr.OW, entries.array());
  }
}
