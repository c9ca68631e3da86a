package dev.dermstream.node.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG that bear on its pixels, each with its checksum verified; the file must go on
 * to its IEND chunk.
 *
 * @param palette RGB triples, or null
 * @param transparency the tRNS chunk, or null
 * @param orientation EXIF orientation, 1 to 8
 * @param data the IDAT chunks in order
 */
record PngChunks(
    PngHeader header,
    @Nullable ByteBuffer palette,
    @Nullable ByteBuffer transparency,
    int orientation,
    List<ByteBuffer> data) {
  private static final int OVERHEAD = 12;

  static PngChunks parse(byte[] file, PixelBudget budget) throws RefusedImageException {
    PngHeader header = null;
    ByteBuffer palette = null;
    ByteBuffer transparency = null;
    int orientation = Orientation.UPRIGHT;
    List<ByteBuffer> data = new ArrayList<>();
    int position = PngDecoder.SIGNATURE.length();
    while (true) {
      ByteBuffer chunk = chunk(file, position);
      String type = new String(file, position + 4, 4, ISO_8859_1);
      if (header == null && !type.equals("IHDR")) {
        throw RefusedImageException.corrupt("The PNG does not begin with its header.");
      }
      switch (type) {
        case "IHDR" -> {
          header = PngHeader.parse(chunk.duplicate());
          budget.requireBearable(header.width(), header.height());
        }
        case "PLTE" -> palette = chunk;
        case "tRNS" -> transparency = chunk;
        case "IDAT" -> data.add(chunk);
        case "eXIf" -> orientation = Orientation.read(file, position + 8, chunk.remaining());
        case "IEND" -> {
          return new PngChunks(requireHeader(header), palette, transparency, orientation, data);
        }
        default -> requireAncillary(type);
      }
      position += OVERHEAD + chunk.remaining();
    }
  }

  private static ByteBuffer chunk(byte[] file, int position) throws RefusedImageException {
    if (file.length - position < OVERHEAD) {
      throw RefusedImageException.truncated(ImageFormat.PNG);
    }
    ByteBuffer in = ByteBuffer.wrap(file);
    int length = in.getInt(position);
    if (length < 0) {
      throw RefusedImageException.corrupt("The PNG has a chunk of impossible length.");
    }
    if (length > file.length - position - OVERHEAD) {
      throw RefusedImageException.truncated(ImageFormat.PNG);
    }
    CRC32 crc = new CRC32();
    crc.update(file, position + 4, length + 4);
    if ((int) crc.getValue() != in.getInt(position + 8 + length)) {
      throw RefusedImageException.corrupt("The PNG has a chunk with a wrong checksum.");
    }
    return in.slice(position + 8, length);
  }

  private static PngHeader requireHeader(@Nullable PngHeader header) throws RefusedImageException {
    if (header == null) {
      throw RefusedImageException.corrupt("The PNG has no header.");
    }
    return header;
  }

  /** Bit 5 of the first letter: a chunk that may be skipped. */
  private static void requireAncillary(String type) throws RefusedImageException {
    if ((type.charAt(0) & 0x20) == 0) {
      throw RefusedImageException.unsupported("The PNG uses an extension that is not read.");
    }
  }
}
