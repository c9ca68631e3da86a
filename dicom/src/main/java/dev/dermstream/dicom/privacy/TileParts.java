package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The tile-parts of a JPEG 2000 codestream, written with their true lengths (T.800, A.4.2). */
final class TileParts {
  private record Entry(int tile, int length) {}

  private static final int SOT = 0xFF90;
  private static final int SOT_LENGTH = 10;
  private static final int SOD = 0xFF93;
  private static final int FRAME_BYTES = SOT_LENGTH + 2 * Short.BYTES;

  /** Tiles in 2 bytes, lengths in 4 (T.800, A.7.1). */
  private static final byte LIST_FORM = 0x60;

  private static final int LIST_ENTRY_BYTES = Short.BYTES + Integer.BYTES;
  private static final int LIST_HEAD_BYTES = 4;
  private static final int LIST_ENTRIES = (0xFFFF - LIST_HEAD_BYTES) / LIST_ENTRY_BYTES;
  private static final int MAX_LISTS = 256;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Adds one behind the others.
   *
   * @param part which part of the tile it is, and of how many, as it was written
   * @param header its segments between SOT and SOD
   */
  void add(int tile, short part, ByteArrayOutputStream header, ByteBuffer packets) {
    int length = FRAME_BYTES + header.size() + packets.remaining();
    out.writeBytes(
        ByteBuffer.allocate(SOT_LENGTH + Short.BYTES)
            .putShort((short) SOT)
            .putShort((short) SOT_LENGTH)
            .putShort((short) tile)
            .putInt(length)
            .putShort(part)
            .array());
    out.writeBytes(header.toByteArray());
    out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) SOD).array());
    out.write(packets.array(), packets.arrayOffset(), packets.remaining());
    entries.add(new Entry(tile, length));
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Writes where they lie. */
  void list(ByteArrayOutputStream header, int marker) throws DicomException {
    if (entries.size() > LIST_ENTRIES * MAX_LISTS) {
      throw CleanFrame.damaged("has too many tile-parts");
    }
    for (int first = 0, list = 0; first < entries.size(); first += LIST_ENTRIES, list++) {
      List<Entry> some = entries.subList(first, Math.min(entries.size(), first + LIST_ENTRIES));
      int length = LIST_HEAD_BYTES + some.size() * LIST_ENTRY_BYTES;
      ByteBuffer segment =
          ByteBuffer.allocate(Short.BYTES + length)
              .putShort((short) marker)
              .putShort((short) length)
              .put((byte) list)
              .put(LIST_FORM);
      some.forEach(each -> segment.putShort((short) each.tile()).putInt(each.length()));
      header.writeBytes(segment.array());
    }
  }
}
