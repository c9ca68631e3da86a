package dev.dermstream.dicom.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes one frame out of the pixel data and passes over the others, which must be there too (PS3.5,
 * A.4). Native frames are as long as the attributes say and leave nothing over; the frames of
 * fragments are told apart by an offset table, else by where a compressed stream begins.
 */
final class FrameReader {
  /** A compressed frame may be longer than its pixels, but not without end. */
  private static final int ENVELOPE_BYTES = 1 << 20;

  private static final int MAX_TABLE_BYTES = 8 << 20;
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final DicomInput in;
  private final DataSetReader elements;
  private final DicomImage image;
  private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

  FrameReader(DicomInput in, DataSetReader elements, DicomImage image) {
    this.in = in;
    this.elements = elements;
    this.image = image;
  }

  byte[] read(DicomElement pixelData) throws DicomException, IOException {
    if (pixelData.undefinedLength() != image.syntax().encapsulated()) {
      throw in.fault(
          DicomFault.PIXELS_CORRUPT,
          "The DICOM pixel data is not written as the transfer syntax says");
    }
    return pixelData.undefinedLength() ? encapsulated() : nativeFrame(pixelData);
  }

  private byte[] nativeFrame(DicomElement pixelData) throws DicomException, IOException {
    long frameBytes = image.nativeBytes();
    long all = frameBytes * image.frames();
    long padding = pixelData.length() - all;
    if (padding < 0) {
      throw in.fault(
          DicomFault.TRUNCATED, "The DICOM pixel data is shorter than rows and columns ask for");
    }
    if (padding > (all & 1)) {
      throw in.fault(
          DicomFault.PIXELS_CORRUPT,
          "The DICOM pixel data is longer than rows and columns ask for");
    }
    if (frameBytes > MAX_ARRAY - 2) {
      throw in.fault(DicomFault.TOO_LARGE, "The DICOM frame is too large");
    }
    if (in.bigEndian() && pixelData.vr().equals("OW") && image.sampleBytes() == 1) {
      return swappedFrame(pixelData, (int) frameBytes);
    }
    in.skip(frameBytes * (image.frame() - 1));
    byte[] bytes = in.bytes((int) frameBytes);
    in.skip(pixelData.length() - frameBytes * image.frame());
    return in.bigEndian() && image.sampleBytes() == 2 ? DataSet.swapped(bytes) : bytes;
  }

  /** Bytes in words of the other order: a frame may begin and end within a word. */
  private byte[] swappedFrame(DicomElement pixelData, int frameBytes)
      throws DicomException, IOException {
    long start = (long) frameBytes * (image.frame() - 1);
    int before = (int) (start & 1);
    long evenStart = start - before;
    int words = frameBytes + before + ((frameBytes + before) & 1);
    if (evenStart + words > pixelData.length()) {
      throw in.fault(DicomFault.TRUNCATED, "The DICOM pixel data ends within a word");
    }
    in.skip(evenStart);
    byte[] swapped = DataSet.swapped(in.bytes(words));
    in.skip(pixelData.length() - evenStart - words);
    return Arrays.copyOfRange(swapped, before, before + frameBytes);
  }

  private byte[] encapsulated() throws DicomException, IOException {
    long[] offsets = offsets();
    long base = in.position();
    int started = 0;
    while (true) {
      long itemOffset = in.position() - base;
      DicomElement item = elements.next(true);
      if (item.tag() == Tag.SEQUENCE_END) {
        if (item.length() != 0) {
          throw corrupt("A DICOM delimiter has a length");
        }
        break;
      }
      if (item.tag() != Tag.ITEM || item.undefinedLength()) {
        throw corrupt("The DICOM pixel data is not made of items");
      }
      started = fragment(item, itemOffset, offsets, started);
    }
    if (started != image.frames()) {
      throw corrupt("The DICOM pixel data does not hold the frames that the file announces");
    }
    return frame.toByteArray();
  }

  /** Where frames begin, counted from the first fragment; empty if no table says. */
  private long[] offsets() throws DicomException, IOException {
    DicomElement table = elements.next(true);
    if (table.tag() != Tag.ITEM || table.undefinedLength()) {
      throw corrupt("The DICOM pixel data is not made of items");
    }
    byte[] extended = image.attributes().raw(Tag.EXTENDED_OFFSET_TABLE);
    int width = table.length() == 0 && extended != null ? Long.BYTES : Integer.BYTES;
    long length = table.length() == 0 && extended != null ? extended.length : table.length();
    if (length == 0) {
      return new long[0];
    }
    if (length > MAX_TABLE_BYTES) {
      throw in.fault(DicomFault.TOO_LARGE, "The DICOM offset table is too large");
    }
    if (length != (long) width * image.frames()) {
      throw corrupt("The DICOM offset table does not fit the number of frames");
    }
    byte[] bytes =
        table.length() == 0 && extended != null ? extended : in.bytes((int) table.length());
    long[] offsets = new long[image.frames()];
    for (int i = 0; i < offsets.length; i++) {
      for (int b = width - 1; b >= 0; b--) {
        offsets[i] = offsets[i] << 8 | (bytes[i * width + b] & 0xFF);
      }
      if (i == 0 ? offsets[0] != 0 : offsets[i] <= offsets[i - 1]) {
        throw corrupt("The DICOM offset table is not in order");
      }
    }
    return offsets;
  }

  /** Reads one fragment; returns how many frames have begun. */
  private int fragment(DicomElement item, long itemOffset, long[] offsets, int started)
      throws DicomException, IOException {
    long limit = Math.min(2 * image.nativeBytes() + ENVELOPE_BYTES, MAX_ARRAY);
    byte[] head = in.bytes((int) Math.min(item.length(), 4));
    int now = started;
    if (begins(head, itemOffset, offsets, started)) {
      now++;
    }
    if (now == image.frame()) {
      if (frame.size() + item.length() > limit) {
        throw in.fault(DicomFault.TOO_LARGE, "The DICOM frame is larger than its pixels can be");
      }
      frame.write(head);
      frame.write(in.bytes((int) item.length() - head.length));
    } else {
      in.skip(item.length() - head.length);
    }
    return now;
  }

  private boolean begins(byte[] head, long itemOffset, long[] offsets, int started)
      throws DicomException {
    if (image.frames() == 1) {
      return started == 0;
    }
    if (offsets.length > 0) {
      if (started < offsets.length && itemOffset > offsets[started]) {
        throw corrupt("The DICOM offset table points into a fragment");
      }
      return started < offsets.length && itemOffset == offsets[started];
    }
    return switch (image.syntax().coding()) {
      case NATIVE -> throw new IllegalStateException("native pixels have no fragments");
      case RLE -> true;
      case LOSSY_JPEG, LOSSLESS_JPEG, JPEG_LS -> startsWith(head, 0xFF, 0xD8, 0xFF);
      case JPEG_2000 -> startsWith(head, 0xFF, 0x4F, 0xFF, 0x51);
    };
  }

  private static boolean startsWith(byte[] head, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= head.length || (head[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private DicomException corrupt(String sentence) {
    return in.fault(DicomFault.PIXELS_CORRUPT, sentence);
  }
}
