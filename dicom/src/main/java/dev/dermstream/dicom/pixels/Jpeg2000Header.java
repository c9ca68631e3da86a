package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The main header of a JPEG 2000 codestream (ITU-T T.800, A.5 and A.6.1), read before a decoder
 * sees any of it: a size that is not the image's would cost its memory.
 *
 * @param colorTransform whether the codestream's own transform gives RGB
 */
record Jpeg2000Header(boolean colorTransform) {
  private static final int SOC = 0xFF4F;
  private static final int SIZ = 0xFF51;
  private static final int COD = 0xFF52;
  private static final int SOT = 0xFF90;
  private static final int EOC = 0xFFD9;
  private static final int MAX_TILES = 65_535;

  /** Where COD says it, after style, progression order and layers. */
  private static final int COLOR_TRANSFORM = 4;

  /** Reads the header and holds it against the image. */
  static Jpeg2000Header check(DicomImage image, byte[] stream) throws DicomException {
    try {
      ByteBuffer in = ByteBuffer.wrap(stream);
      if (marker(in) != SOC || marker(in) != SIZ) {
        throw damaged(DicomFault.PIXELS_CORRUPT, "does not begin as one");
      }
      requireEnd(stream);
      checkSize(image, segment(in));
      return new Jpeg2000Header(colorTransform(image, in));
    } catch (BufferUnderflowException e) {
      throw damaged(DicomFault.TRUNCATED, "ends within its header");
    }
  }

  private static void checkSize(DicomImage image, ByteBuffer siz) throws DicomException {
    siz.getShort();
    long right = unsigned(siz);
    long bottom = unsigned(siz);
    long left = unsigned(siz);
    long top = unsigned(siz);
    long tileWidth = unsigned(siz);
    long tileHeight = unsigned(siz);
    long tileLeft = unsigned(siz);
    long tileTop = unsigned(siz);
    if (right - left != image.columns() || bottom - top != image.rows()) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "is of another size than the image");
    }
    if (tileWidth == 0 || tileHeight == 0 || tileLeft > left || tileTop > top) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "has tiles of no size");
    }
    long tiles =
        Math.ceilDiv(right - tileLeft, tileWidth) * Math.ceilDiv(bottom - tileTop, tileHeight);
    if (tiles > MAX_TILES) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "has too many tiles");
    }
    if ((siz.getShort() & 0xFFFF) != image.samples()) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "has other components than the image");
    }
    for (int c = 0; c < image.samples(); c++) {
      int depth = (siz.get() & 0x7F) + 1;
      if (depth > image.bitsAllocated()) {
        throw damaged(DicomFault.PIXELS_CORRUPT, "has more bits than the image");
      }
      // Both steps, across and down.
      if (siz.getShort() != 0x0101) {
        throw damaged(DicomFault.UNSUPPORTED_PIXELS, "has components of different sizes");
      }
    }
  }

  private static boolean colorTransform(DicomImage image, ByteBuffer in) throws DicomException {
    while (true) {
      int marker = marker(in);
      if (marker == SOT || marker == EOC) {
        throw damaged(DicomFault.PIXELS_CORRUPT, "does not say how it is coded");
      }
      ByteBuffer segment = segment(in);
      if (marker == COD) {
        if (segment.remaining() <= COLOR_TRANSFORM) {
          throw damaged(DicomFault.PIXELS_CORRUPT, "does not say how it is coded");
        }
        boolean transform = segment.get(COLOR_TRANSFORM) != 0;
        Photometric photometric = image.photometric();
        boolean named = photometric == Photometric.YBR_ICT || photometric == Photometric.YBR_RCT;
        boolean fits = photometric == Photometric.RGB || transform == named;
        if (!fits || (transform && image.samples() != 3)) {
          throw damaged(DicomFault.PIXELS_CORRUPT, "contradicts the Photometric Interpretation");
        }
        return transform;
      }
    }
  }

  /** The last marker is there, but for the padding of the fragment: zeros, or one byte. */
  private static void requireEnd(byte[] stream) throws DicomException {
    int end = stream.length;
    if (!endsAt(stream, end - 1)) {
      while (end > 2 && stream[end - 1] == 0) {
        end--;
      }
      if (!endsAt(stream, end)) {
        throw damaged(DicomFault.TRUNCATED, "ends before its end marker");
      }
    }
  }

  private static boolean endsAt(byte[] stream, int end) {
    return stream[end - 2] == (byte) (EOC >> Byte.SIZE) && stream[end - 1] == (byte) EOC;
  }

  private static ByteBuffer segment(ByteBuffer in) throws DicomException {
    int length = in.getShort() & 0xFFFF;
    if (length < 2) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "has a segment without length");
    }
    if (length - 2 > in.remaining()) {
      throw damaged(DicomFault.TRUNCATED, "ends within its header");
    }
    ByteBuffer segment = in.slice(in.position(), length - 2);
    in.position(in.position() + length - 2);
    return segment;
  }

  private static int marker(ByteBuffer in) {
    return in.getShort() & 0xFFFF;
  }

  private static long unsigned(ByteBuffer in) {
    return in.getInt() & 0xFFFF_FFFFL;
  }

  private static DicomException damaged(DicomFault fault, String what) {
    return new DicomException(fault, "The DICOM frame's JPEG 2000 codestream " + what + ".", null);
  }
}
