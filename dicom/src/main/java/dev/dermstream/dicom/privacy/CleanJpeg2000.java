package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A JPEG 2000 codestream (ITU-T T.800, annex A; T.814 for its high-throughput form) without
 * comments and without what only helps to find one's way in it. The lengths of tile-parts are set
 * right, and listed anew where they were listed.
 */
final class CleanJpeg2000 {
  private static final int SOC = 0xFF4F;
  private static final int SIZ = 0xFF51;
  private static final int CAP = 0xFF50;
  private static final int COD = 0xFF52;
  private static final int COC = 0xFF53;
  private static final int TLM = 0xFF55;
  private static final int PRF = 0xFF56;
  private static final int PLM = 0xFF57;
  private static final int PLT = 0xFF58;
  private static final int CPF = 0xFF59;
  private static final int QCD = 0xFF5C;
  private static final int QCC = 0xFF5D;
  private static final int RGN = 0xFF5E;
  private static final int POC = 0xFF5F;
  private static final int PPM = 0xFF60;
  private static final int PPT = 0xFF61;
  private static final int CRG = 0xFF63;
  private static final int COM = 0xFF64;
  private static final int SOT = 0xFF90;
  private static final int SOP = 0xFF91;
  private static final int EPH = 0xFF92;
  private static final int SOD = 0xFF93;
  private static final int EOC = 0xFFD9;

  private static final int SOT_BODY_BYTES = 8;
  private static final int SOP_BODY_BYTES = 4;

  /** From SOT through SOD, where a tile-part has no other segment. */
  private static final int EMPTY_TILE_PART_BYTES = 14;

  private static final int SIZ_DEPTHS = 36;

  private final DicomImage image;
  private final ByteBuffer in;
  private final ByteArrayOutputStream main = new ByteArrayOutputStream();
  private final TileParts tileParts = new TileParts();
  private boolean listed;

  CleanJpeg2000(DicomImage image, byte[] stream) {
    this.image = image;
    this.in = ByteBuffer.wrap(stream);
  }

  byte[] clean() throws DicomException {
    if (marker() != SOC || marker() != SIZ) {
      throw CleanFrame.damaged("does not begin as one");
    }
    ByteBuffer size = body();
    requireDepths(size);
    put(main, SOC);
    segment(main, SIZ, size);
    int marker = marker();
    for (; marker != SOT; marker = marker()) {
      mainSegment(marker, body());
    }
    for (; marker == SOT; marker = marker()) {
      tilePart();
    }
    if (marker != EOC) {
      throw CleanFrame.damaged("has stray bytes between its tile-parts");
    }
    if (listed) {
      tileParts.list(main, TLM);
    }
    main.writeBytes(tileParts.bytes());
    put(main, EOC);
    return main.toByteArray();
  }

  private void requireDepths(ByteBuffer size) throws DicomException {
    if (size.limit() != SIZ_DEPTHS + 3 * image.samples()) {
      throw CleanFrame.damaged("has other components than the image");
    }
    for (int at = SIZ_DEPTHS; at < size.limit(); at += 3) {
      CleanFrame.requireDepth(image, (size.get(at) & 0x7F) + 1);
    }
  }

  private void mainSegment(int marker, ByteBuffer body) throws DicomException {
    switch (marker) {
      case CAP, COD, COC, PRF, CPF, QCD, QCC, RGN, POC, PPM -> segment(main, marker, body);
      case TLM -> listed = true;
      case PLM, CRG, COM -> {
        // Gone.
      }
      default -> throw unknown();
    }
  }

  /** Copies one tile-part, whose SOT marker was read. */
  private void tilePart() throws DicomException {
    int start = in.position() - Short.BYTES;
    ByteBuffer body = body();
    if (body.limit() != SOT_BODY_BYTES) {
      throw CleanFrame.damaged("has a damaged tile-part");
    }
    int tile = body.getShort() & 0xFFFF;
    long length = body.getInt() & 0xFFFF_FFFFL;
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    for (int marker = marker(); marker != SOD; marker = marker()) {
      tileSegment(header, marker, body());
    }
    int from = in.position();
    long to = length == 0 ? endOfLast() : start + length;
    if ((length != 0 && length < EMPTY_TILE_PART_BYTES) || to < from) {
      throw CleanFrame.damaged("has a tile-part of a wrong length");
    }
    if (to > in.limit()) {
      throw new BufferUnderflowException();
    }
    in.position((int) to);
    tileParts.add(tile, body.getShort(), header, in.slice(from, (int) to - from));
  }

  private static void tileSegment(ByteArrayOutputStream header, int marker, ByteBuffer body)
      throws DicomException {
    switch (marker) {
      case COD, COC, QCD, QCC, RGN, POC, PPT -> segment(header, marker, body);
      case PLT, COM -> {
        // Gone.
      }
      default -> throw unknown();
    }
  }

  /** Where the end marker stands that ends a last tile-part of unknown length. */
  private int endOfLast() throws DicomException {
    while (true) {
      if (in.get() == (byte) 0xFF && (in.get(in.position()) & 0xFF) >= (SOT & 0xFF)) {
        int at = in.position() - 1;
        in.position(at);
        switch (marker()) {
          case EOC -> {
            return at;
          }
          case SOP -> in.position(in.position() + SOP_BODY_BYTES);
          case EPH -> {
            // Stands alone.
          }
          default -> throw unknown();
        }
      }
    }
  }

  private int marker() {
    return in.getShort() & 0xFFFF;
  }

  private ByteBuffer body() throws DicomException {
    int length = marker() - Short.BYTES;
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

  private static DicomException unknown() {
    return CleanFrame.damaged("has a segment of a kind that is not known here");
  }

  private static void put(ByteArrayOutputStream out, int number) {
    out.write(number >> Byte.SIZE);
    out.write(number);
  }

  private static void segment(ByteArrayOutputStream out, int marker, ByteBuffer body) {
    put(out, marker);
    put(out, body.limit() + Short.BYTES);
    out.write(body.array(), body.arrayOffset(), body.limit());
  }
}
