package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;

/**
 * JPEG lossless with Huffman codes (ITU-T T.81 annex H, SOF3), 2 to 16 bits, all seven predictors,
 * point transform, restart intervals, components together or in scans of their own.
 *
 * <p>Ours, because TwelveMonkeys' reader puts itself before the JDK's for every JPEG of the process
 * (ADR 0011). Symbols are the standard's: {@code Ra}, {@code Rb}, {@code Rc} are the neighbours to
 * the left, above, and above to the left; {@code Px} the prediction; {@code SSSS} the length of a
 * difference.
 */
final class LosslessJpegDecoder {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DHT = 0xC4;
  private static final int DAC = 0xCC;
  private static final int DRI = 0xDD;
  private static final int DNL = 0xDC;
  private static final int SOF3 = 0xC3;
  private static final int MODULUS = 1 << 16;
  private static final int MAX_TABLES = 4;

  private final DicomImage image;
  private final JpegBytes in;
  private final HuffmanTable[] tables = new HuffmanTable[MAX_TABLES];
  private final int[] componentIds;
  private final boolean[] decoded;
  private final byte[] samples;
  private int precision;
  private int restartInterval;

  private LosslessJpegDecoder(DicomImage image, byte[] stream) {
    this.image = image;
    this.in = new JpegBytes(stream);
    this.componentIds = new int[image.samples()];
    this.decoded = new boolean[image.samples()];
    this.samples = new byte[(int) image.nativeBytes()];
  }

  /** Samples by pixel, little endian. */
  static byte[] decode(DicomImage image, byte[] stream) throws DicomException {
    return new LosslessJpegDecoder(image, stream).decode();
  }

  private byte[] decode() throws DicomException {
    if (in.marker() != SOI) {
      throw JpegBytes.damaged("does not begin as one");
    }
    for (int marker = in.marker(); marker != EOI; marker = in.marker()) {
      segment(marker);
    }
    for (boolean component : decoded) {
      if (!component) {
        throw new DicomException(
            DicomFault.TRUNCATED, "The DICOM frame's JPEG lacks some of its scans.", null);
      }
    }
    return samples;
  }

  private void segment(int marker) throws DicomException {
    int end = in.segmentEnd();
    switch (marker) {
      case SOF3 -> frame();
      case DHT -> {
        while (in.position() < end) {
          huffmanTable();
        }
      }
      case DRI -> restartInterval = in.unsignedShort();
      case SOS -> {
        scan(end);
        return;
      }
      case DNL, DAC -> throw JpegBytes.damaged("has a segment that it may not have");
      default -> {
        if (marker >= 0xC0 && marker <= 0xCF) {
          throw JpegBytes.damaged("is of another process than lossless with Huffman codes");
        }
        in.moveTo(end);
      }
    }
    if (in.position() != end) {
      throw JpegBytes.damaged("has a segment of a wrong length");
    }
  }

  private void frame() throws DicomException {
    if (precision != 0) {
      throw JpegBytes.damaged("has two frames");
    }
    precision = in.unsignedByte();
    int rows = in.unsignedShort();
    int columns = in.unsignedShort();
    int components = in.unsignedByte();
    if (rows != image.rows() || columns != image.columns() || components != image.samples()) {
      throw JpegBytes.damaged("is of another size than the image");
    }
    if (precision < 2 || precision > image.bitsAllocated()) {
      throw JpegBytes.damaged("has another depth than the image");
    }
    for (int c = 0; c < components; c++) {
      componentIds[c] = in.unsignedByte();
      if (in.unsignedByte() != 0x11) {
        throw new DicomException(
            DicomFault.UNSUPPORTED_PIXELS,
            "A lossless JPEG in a DICOM frame has components of different sizes.",
            null);
      }
      in.unsignedByte();
    }
  }

  private void huffmanTable() throws DicomException {
    int destination = in.unsignedByte();
    if (destination >= MAX_TABLES) {
      throw JpegBytes.damaged("has a Huffman table that none can use");
    }
    tables[destination] = HuffmanTable.read(in);
  }

  private void scan(int end) throws DicomException {
    int count = in.unsignedByte();
    if (precision == 0 || count < 1 || count > componentIds.length) {
      throw JpegBytes.damaged("has a damaged scan header");
    }
    int[] components = new int[count];
    HuffmanTable[] used = new HuffmanTable[count];
    for (int i = 0; i < count; i++) {
      components[i] = component(in.unsignedByte());
      HuffmanTable table = tables[(in.unsignedByte() >> 4) % MAX_TABLES];
      if (table == null || decoded[components[i]]) {
        throw JpegBytes.damaged("has a damaged scan header");
      }
      decoded[components[i]] = true;
      used[i] = table;
    }
    int predictor = in.unsignedByte();
    in.unsignedByte();
    int transform = in.unsignedByte();
    if (predictor < 1 || predictor > 7 || transform >= precision || in.position() != end) {
      throw JpegBytes.damaged("has a damaged scan header");
    }
    decodeScan(components, used, predictor, transform);
  }

  private int component(int id) throws DicomException {
    for (int c = 0; c < componentIds.length; c++) {
      if (componentIds[c] == id) {
        return c;
      }
    }
    throw JpegBytes.damaged("has a scan of a component that it lacks");
  }

  private void decodeScan(int[] components, HuffmanTable[] used, int predictor, int transform)
      throws DicomException {
    EntropyBits bits = new EntropyBits(in);
    int columns = image.columns();
    int[][] above = new int[components.length][columns];
    int[][] row = new int[components.length][columns];
    int limit = 1 << (precision - transform);
    int start = limit >> 1;
    int untilRestart = restartInterval;
    int restarts = 0;
    boolean firstRow = true;
    for (int y = 0; y < image.rows(); y++) {
      for (int x = 0; x < columns; x++) {
        if (restartInterval > 0 && untilRestart == 0) {
          if (x != 0) {
            throw JpegBytes.damaged("restarts within a row");
          }
          bits.restart(restarts++ % 8);
          untilRestart = restartInterval;
          firstRow = true;
        }
        untilRestart--;
        for (int i = 0; i < components.length; i++) {
          int prediction;
          if (firstRow) {
            prediction = x == 0 ? start : row[i][x - 1];
          } else {
            prediction = x == 0 ? above[i][0] : predict(predictor, row[i][x - 1], above[i], x);
          }
          int value = (prediction + difference(bits, used[i])) & (MODULUS - 1);
          if (value >= limit) {
            throw JpegBytes.damaged("has values beyond its depth");
          }
          row[i][x] = value;
        }
      }
      store(components, row, y, transform);
      int[][] other = above;
      above = row;
      row = other;
      firstRow = false;
    }
    bits.end();
  }

  /** Table H.1. */
  private static int predict(int predictor, int ra, int[] above, int x) {
    int rb = above[x];
    int rc = above[x - 1];
    return switch (predictor) {
      case 1 -> ra;
      case 2 -> rb;
      case 3 -> rc;
      case 4 -> ra + rb - rc;
      case 5 -> ra + ((rb - rc) >> 1);
      case 6 -> rb + ((ra - rc) >> 1);
      default -> (ra + rb) >> 1;
    };
  }

  /** A difference of {@code SSSS} bits (H.1.2.2). */
  private static int difference(EntropyBits bits, HuffmanTable table) throws DicomException {
    int ssss = table.decode(bits);
    if (ssss == 0) {
      return 0;
    }
    if (ssss == 16) {
      return MODULUS / 2;
    }
    int value = bits.take(ssss);
    return value < 1 << (ssss - 1) ? value - (1 << ssss) + 1 : value;
  }

  private void store(int[] components, int[][] row, int y, int transform) {
    int size = image.sampleBytes();
    for (int i = 0; i < components.length; i++) {
      int at = (y * image.columns() * image.samples() + components[i]) * size;
      for (int value : row[i]) {
        int sample = value << transform;
        samples[at] = (byte) sample;
        if (size == 2) {
          samples[at + 1] = (byte) (sample >> 8);
        }
        at += image.samples() * size;
      }
    }
  }
}
