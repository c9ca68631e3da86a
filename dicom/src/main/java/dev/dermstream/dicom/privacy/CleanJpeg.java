package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A JPEG (ITU-T T.81, annex B) or JPEG-LS stream (T.87, annex C) with only the segments that its
 * decoder needs, each exactly as long as what it must hold. Of application data those stay that say
 * how colours are coded: JFIF without its thumbnail, Adobe's, and {@code mrfx} of JPEG-LS.
 */
final class CleanJpeg {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOS = 0xDA;
  private static final int DQT = 0xDB;
  private static final int DNL = 0xDC;
  private static final int DRI = 0xDD;
  private static final int APP0 = 0xE0;
  private static final int APP8 = 0xE8;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int SOF55 = 0xF7;
  private static final int LSE = 0xF8;
  private static final int COM = 0xFE;
  private static final int FILL = 0xFF;

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COLOR_TRANSFORM = "mrfx".getBytes(StandardCharsets.US_ASCII);

  /** Up to the thumbnail's width and height. */
  private static final int JFIF_BYTES = 12;

  private static final int THUMBNAIL_BYTES = 2;
  private static final int ADOBE_BYTES = 12;
  private static final int COLOR_TRANSFORM_BYTES = 5;
  private static final int LSE_BYTES = 11;

  private final DicomImage image;
  private final ByteBuffer in;
  private final boolean ls;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean frame;
  private boolean scan;

  CleanJpeg(DicomImage image, byte[] stream, boolean ls) {
    this.image = image;
    this.in = ByteBuffer.wrap(stream);
    this.ls = ls;
  }

  byte[] clean() throws DicomException {
    if (marker() != SOI) {
      throw CleanFrame.damaged("does not begin as one");
    }
    put(SOI);
    for (int marker = marker(); marker != EOI; marker = marker()) {
      segment(marker, body());
    }
    if (!scan) {
      throw CleanFrame.damaged("has no pixels");
    }
    put(EOI);
    return out.toByteArray();
  }

  /** The second byte of a marker; fill bytes before it go. */
  private int marker() throws DicomException {
    if (unsignedByte() != FILL) {
      throw CleanFrame.damaged("has stray bytes between its segments");
    }
    int code = unsignedByte();
    while (code == FILL) {
      code = unsignedByte();
    }
    return code;
  }

  private int unsignedByte() {
    return in.get() & 0xFF;
  }

  private ByteBuffer body() throws DicomException {
    int length = (in.getShort() & 0xFFFF) - Short.BYTES;
    if (length < 0) {
      throw CleanFrame.damaged("has a segment without length");
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer body = in.slice(in.position(), length);
    in.position(in.position() + length);
    return body;
  }

  private void segment(int marker, ByteBuffer body) throws DicomException {
    switch (marker) {
      case DQT -> keep(marker, body, quantization(body));
      case DHT -> keep(marker, body, huffman(body));
      case DAC -> keep(marker, body, body.limit() / 2 * 2);
      case DNL -> keep(marker, body, Short.BYTES);
      case DRI -> keep(marker, body, ls ? Math.clamp(body.limit(), 2, 4) : Short.BYTES);
      case LSE -> parameters(body);
      case SOS -> scan(body);
      default -> {
        if (marker == SOF55 || (marker >= 0xC0 && marker <= 0xCF && marker != JPG)) {
          frame(marker, body);
        } else if (marker >= APP0 && marker <= APP15) {
          application(marker, body);
        } else if (marker != COM) {
          throw CleanFrame.damaged("has a segment of a kind that is not known here");
        }
      }
    }
  }

  /** Copies a segment that must be of this length, so that nothing hides behind its contents. */
  private void keep(int marker, ByteBuffer body, int length) throws DicomException {
    if (body.limit() != length) {
      throw CleanFrame.damaged("has a segment that is longer or shorter than what it holds");
    }
    write(marker, body, length, 0);
  }

  private void write(int marker, ByteBuffer body, int length, int zeros) {
    put(marker);
    int all = length + zeros + Short.BYTES;
    out.write(all >> Byte.SIZE);
    out.write(all);
    out.write(body.array(), body.arrayOffset(), length);
    out.writeBytes(new byte[zeros]);
  }

  private void put(int marker) {
    out.write(FILL);
    out.write(marker);
  }

  private static int quantization(ByteBuffer body) {
    int end = 0;
    while (end < body.limit()) {
      end += body.get(end) >> 4 == 0 ? 1 + 64 : 1 + 128;
    }
    return end;
  }

  private static int huffman(ByteBuffer body) {
    int end = 0;
    while (end < body.limit()) {
      int values = 0;
      for (int length = 1; length <= 16 && end + length < body.limit(); length++) {
        values += body.get(end + length) & 0xFF;
      }
      end += 1 + 16 + values;
    }
    return end;
  }

  private void frame(int marker, ByteBuffer body) throws DicomException {
    if (frame || ls != (marker == SOF55)) {
      throw CleanFrame.damaged("has a frame header that it may not have");
    }
    frame = true;
    CleanFrame.requireDepth(image, body.get() & 0xFF);
    body.getInt();
    keep(marker, body, 6 + 3 * (body.get() & 0xFF));
  }

  /** Limits of JPEG-LS stay; its mapping tables, which DICOM does not use, could hold anything. */
  private void parameters(ByteBuffer body) throws DicomException {
    if (!ls || body.get() != 1) {
      throw CleanFrame.damaged("has parameters of a kind that is not known here");
    }
    keep(LSE, body, LSE_BYTES);
  }

  private void application(int marker, ByteBuffer body) {
    if (marker == APP0 && begins(body, JFIF, JFIF_BYTES)) {
      write(marker, body, JFIF_BYTES, THUMBNAIL_BYTES);
    } else if (marker == APP14 && begins(body, ADOBE, ADOBE_BYTES)) {
      write(marker, body, ADOBE_BYTES, 0);
    } else if (ls && marker == APP8 && begins(body, COLOR_TRANSFORM, COLOR_TRANSFORM_BYTES)) {
      write(marker, body, COLOR_TRANSFORM_BYTES, 0);
    }
  }

  private static boolean begins(ByteBuffer body, byte[] with, int length) {
    return body.limit() >= length && body.slice(0, with.length).equals(ByteBuffer.wrap(with));
  }

  private void scan(ByteBuffer body) throws DicomException {
    if (!frame) {
      throw CleanFrame.damaged("has a scan before its frame header");
    }
    scan = true;
    keep(SOS, body, 1 + 2 * (body.get() & 0xFF) + 3);
    entropyCoded();
  }

  /** Copies up to the next marker that is no restart. */
  private void entropyCoded() {
    int start = in.position();
    while (true) {
      if (unsignedByte() == FILL) {
        int next = in.get(in.position()) & 0xFF;
        boolean data = ls ? next < 0x80 : next == 0;
        if (!data && (next < RST0 || next > RST7)) {
          in.position(in.position() - 1);
          break;
        }
        in.position(in.position() + 1);
      }
    }
    out.write(in.array(), start, in.position() - start);
  }
}
