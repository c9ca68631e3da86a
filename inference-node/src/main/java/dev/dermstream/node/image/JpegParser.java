package dev.dermstream.node.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dermstream.error.ErrorCode;
import java.util.Arrays;

/**
 * Walks the markers of a JPEG (ITU-T T.81 annex B) before any pixel memory is taken, and proves
 * that the file is whole: it ends with EOI, and every component has all its scans. A decoder would
 * fill what is missing with grey and call it a picture.
 */
final class JpegParser {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int COMMENT = 0xFE;
  private static final int PROGRESSIVE = 0xC2;
  private static final int MAX_SCANS = 100;
  private static final String EXIF = "Exif\0\0";

  private final byte[] file;
  private final PixelBudget budget;
  private final byte[] stream;
  private int position;
  private int kept;

  private boolean jfif;
  private int adobeTransform = JpegStructure.NO_ADOBE;
  private int orientation = Orientation.UPRIGHT;
  private int width;
  private int height;
  private int[] componentIds = {};
  private int[] samplingFactors = {};
  private JpegScans scans = new JpegScans(componentIds, false);
  private int scanCount;

  private JpegParser(byte[] file, PixelBudget budget) {
    this.file = file;
    this.budget = budget;
    this.stream = new byte[file.length];
  }

  /** Parses bytes that begin with SOI; a size over the budget's limit ends it at once. */
  static JpegStructure parse(byte[] file, PixelBudget budget) throws RefusedImageException {
    return new JpegParser(file, budget).parse();
  }

  private JpegStructure parse() throws RefusedImageException {
    keep(0, 2);
    position = 2;
    for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
      segment(marker);
    }
    if (componentIds.length == 0) {
      throw RefusedImageException.corrupt("The JPEG has no frame.");
    }
    if (!scans.complete()) {
      throw new RefusedImageException(
          ErrorCode.TRUNCATED_IMAGE, "The JPEG lacks some of its scans.");
    }
    stream[kept++] = (byte) 0xFF;
    stream[kept++] = (byte) EOI;
    return new JpegStructure(
        width,
        height,
        componentIds,
        samplingFactors,
        jfif,
        adobeTransform,
        orientation,
        Arrays.copyOf(stream, kept));
  }

  private int nextMarker() throws RefusedImageException {
    if (unsignedByte(position) != 0xFF) {
      throw RefusedImageException.corrupt("The JPEG has stray bytes between its segments.");
    }
    while (unsignedByte(position) == 0xFF) {
      position++;
    }
    return unsignedByte(position++);
  }

  private void segment(int marker) throws RefusedImageException {
    if (marker < 0xC0 || (marker >= 0xD0 && marker <= SOI)) {
      throw RefusedImageException.corrupt("The JPEG has a marker where none belongs.");
    }
    int start = position;
    int length = unsignedShort(start);
    int end = start + length;
    if (length < 2) {
      throw RefusedImageException.corrupt("The JPEG has a segment without length.");
    }
    if (end > file.length) {
      throw RefusedImageException.truncated(ImageFormat.JPEG);
    }
    position = end;
    if ((marker >= APP0 && marker <= APP0 + 15) || marker == COMMENT) {
      application(marker, start + 2, length - 2);
      return;
    }
    stream[kept++] = (byte) 0xFF;
    stream[kept++] = (byte) marker;
    keep(start, end);
    if (marker == SOS) {
      scan(start + 2, length - 2);
    } else if (isFrame(marker)) {
      frame(marker, start + 2, length - 2);
    } else if (marker == 0xDC || marker == 0xDE || marker == 0xDF) {
      throw RefusedImageException.unsupported("Hierarchical JPEG and DNL are not read.");
    }
  }

  /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private void frame(int marker, int at, int length) throws RefusedImageException {
    if (marker > PROGRESSIVE) {
      throw RefusedImageException.unsupported(
          "Lossless, hierarchical and arithmetic-coded JPEG are not read; send baseline or"
              + " progressive.");
    }
    if (componentIds.length > 0 || length < 6 || length != 6 + 3 * unsignedByte(at + 5)) {
      throw RefusedImageException.corrupt("The JPEG's frame header is damaged.");
    }
    if (unsignedByte(at) != 8) {
      throw RefusedImageException.unsupported("Only JPEG of 8 bits per sample is read.");
    }
    height = unsignedShort(at + 1);
    width = unsignedShort(at + 3);
    if (width == 0 || height == 0) {
      throw RefusedImageException.corrupt("The JPEG's frame has no rows or no columns.");
    }
    budget.requireBearable(width, height);
    componentIds = new int[unsignedByte(at + 5)];
    if (componentIds.length != 1 && componentIds.length != 3 && componentIds.length != 4) {
      throw RefusedImageException.unsupported(
          "JPEG with " + componentIds.length + " colour components is not read.");
    }
    samplingFactors = new int[componentIds.length];
    for (int i = 0; i < componentIds.length; i++) {
      componentIds[i] = unsignedByte(at + 6 + 3 * i);
      samplingFactors[i] = unsignedByte(at + 7 + 3 * i);
    }
    scans = new JpegScans(componentIds, marker == PROGRESSIVE);
  }

  private void scan(int at, int length) throws RefusedImageException {
    int components = length < 1 ? 0 : unsignedByte(at);
    if (++scanCount > MAX_SCANS || components == 0 || length != 4 + 2 * components) {
      throw RefusedImageException.corrupt("The JPEG's scan header is damaged.");
    }
    int parameters = at + 1 + 2 * components;
    for (int i = 0; i < components; i++) {
      scans.add(
          unsignedByte(at + 1 + 2 * i),
          unsignedByte(parameters),
          unsignedByte(parameters + 1),
          unsignedByte(parameters + 2) & 0xF);
    }
    int start = position;
    position = endOfEntropyData(start);
    keep(start, position);
  }

  /** The next 0xFF that is neither stuffed nor a restart marker. */
  private int endOfEntropyData(int start) throws RefusedImageException {
    for (int i = start; i + 1 < file.length; i++) {
      if (file[i] == (byte) 0xFF) {
        int next = file[i + 1] & 0xFF;
        if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
          return i;
        }
      }
    }
    throw RefusedImageException.truncated(ImageFormat.JPEG);
  }

  private void application(int marker, int at, int length) {
    String head = new String(file, at, Math.min(length, EXIF.length()), ISO_8859_1);
    if (marker == APP0 && head.startsWith("JFIF\0")) {
      jfif = true;
    } else if (marker == APP14 && head.startsWith("Adobe") && length >= 12) {
      adobeTransform = file[at + 11] & 0xFF;
    } else if (marker == APP1 && head.equals(EXIF)) {
      orientation = Orientation.read(file, at + EXIF.length(), length - EXIF.length());
    }
  }

  private void keep(int from, int to) {
    System.arraycopy(file, from, stream, kept, to - from);
    kept += to - from;
  }

  private int unsignedShort(int at) throws RefusedImageException {
    return unsignedByte(at) << 8 | unsignedByte(at + 1);
  }

  private int unsignedByte(int at) throws RefusedImageException {
    if (at >= file.length) {
      throw RefusedImageException.truncated(ImageFormat.JPEG);
    }
    return file[at] & 0xFF;
  }
}
