package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * DICOM Part 10 files of drawn pictures: VL Photographic Image Storage (PS3.3, A.32.4), one frame,
 * 8-bit colour. The patient is called {@code DRAWN^LESION}; nothing in the file is of a person.
 *
 * @param name gives the identifiers: the same name, the same file
 * @param series number of the series in the one study that all drawings belong to
 * @param description what the picture shows and where, at most 64 characters
 */
record DicomPhotograph(String name, int series, String description) {

  private static final String PHOTOGRAPHIC_IMAGE = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
  private static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
  private static final String DATE = "20260101";
  private static final String TIME = "120000";
  private static final int PREAMBLE_BYTES = 128;
  private static final int PIXEL_DATA = 0x7FE00010;

  /** Uncompressed RGB, interleaved by pixel. */
  byte[] uncompressed(RgbImage picture) {
    DicomElements data = header();
    pixels(data, picture, "RGB");
    data.text(0x00282110, "CS", "00");
    data.emptySequence(0x00400555);
    data.bytes(PIXEL_DATA, "OB", picture.rgb());
    return file(EXPLICIT_LITTLE_ENDIAN, data);
  }

  /**
   * JPEG baseline, encapsulated.
   *
   * @param picture size and, for the ratio, the uncompressed bytes
   * @param jpeg the picture as YCbCr with colour halved along the rows (4:2:2)
   */
  byte[] jpegBaseline(RgbImage picture, byte[] jpeg) {
    DicomElements data = header();
    pixels(data, picture, "YBR_FULL_422");
    data.text(0x00282110, "CS", "01");
    data.text(
        0x00282112,
        "DS",
        String.format(Locale.ROOT, "%.1f", picture.rgb().length / (double) jpeg.length));
    data.text(0x00282114, "CS", "ISO_10918_1");
    data.emptySequence(0x00400555);
    data.encapsulated(PIXEL_DATA, jpeg);
    return file(JPEG_BASELINE, data);
  }

  private DicomElements header() {
    DicomElements data = new DicomElements();
    data.text(0x00080005, "CS", "ISO_IR 192");
    data.text(0x00080008, "CS", "ORIGINAL\\PRIMARY");
    data.text(0x00080016, "UI", PHOTOGRAPHIC_IMAGE);
    data.text(0x00080018, "UI", uid("instance " + name));
    data.text(0x00080020, "DA", DATE);
    data.text(0x00080023, "DA", DATE);
    data.text(0x00080030, "TM", TIME);
    data.text(0x00080033, "TM", TIME);
    data.text(0x00080050, "SH", "");
    data.text(0x00080060, "CS", "XC");
    data.text(0x00080070, "LO", "Dermstream");
    data.text(0x00080090, "PN", "");
    data.text(0x0008103E, "LO", description);
    data.text(0x00100010, "PN", "DRAWN^LESION");
    data.text(0x00100020, "LO", "DRAWN");
    data.text(0x00100030, "DA", "");
    data.text(0x00100040, "CS", "");
    data.text(0x00104000, "LT", "Drawn by software. Shows no person. Not for clinical use.");
    data.text(0x0020000D, "UI", uid("study"));
    data.text(0x0020000E, "UI", uid("series " + series));
    data.text(0x00200010, "SH", "DRAWN");
    data.text(0x00200011, "IS", Integer.toString(series));
    data.text(0x00200013, "IS", "1");
    data.text(0x00200020, "CS", "");
    data.text(0x00200060, "CS", "");
    return data;
  }

  private static void pixels(DicomElements data, RgbImage picture, String colours) {
    data.number(0x00280002, RgbImage.CHANNELS);
    data.text(0x00280004, "CS", colours);
    data.number(0x00280006, 0);
    data.number(0x00280010, picture.height());
    data.number(0x00280011, picture.width());
    data.number(0x00280100, 8);
    data.number(0x00280101, 8);
    data.number(0x00280102, 7);
    data.number(0x00280103, 0);
    data.text(0x00280301, "CS", "NO");
  }

  private byte[] file(String transferSyntax, DicomElements data) {
    DicomElements meta = new DicomElements();
    meta.bytes(0x00020001, "OB", new byte[] {0, 1});
    meta.text(0x00020002, "UI", PHOTOGRAPHIC_IMAGE);
    meta.text(0x00020003, "UI", uid("instance " + name));
    meta.text(0x00020010, "UI", transferSyntax);
    meta.text(0x00020012, "UI", uid("implementation"));
    meta.text(0x00020013, "SH", "DERMSTREAM");
    byte[] metaBytes = meta.toByteArray();
    byte[] length = new DicomElements().longNumber(0x00020000, metaBytes.length).toByteArray();
    byte[] dataset = data.toByteArray();
    return ByteBuffer.allocate(
            PREAMBLE_BYTES + 4 + length.length + metaBytes.length + dataset.length)
        .put(new byte[PREAMBLE_BYTES])
        .put("DICM".getBytes(StandardCharsets.US_ASCII))
        .put(length)
        .put(metaBytes)
        .put(dataset)
        .array();
  }

  /** An identifier under 2.25 from a UUID that is made from the name (PS3.5, B.2). */
  private static String uid(String name) {
    byte[] seed = ("dermstream drawn " + name).getBytes(StandardCharsets.UTF_8);
    UUID uuid = UUID.nameUUIDFromBytes(seed);
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return "2.25." + new BigInteger(1, bytes);
  }
}
