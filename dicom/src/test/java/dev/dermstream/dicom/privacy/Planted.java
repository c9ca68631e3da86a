package dev.dermstream.dicom.privacy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Compressed streams with a name hidden at every place that a decoder does not look at. */
final class Planted {
  static final String CANARY = "CANARY^GRETA";
  static final byte[] NAME = CANARY.getBytes(StandardCharsets.US_ASCII);

  private Planted() {}

  /** A JPEG or JPEG-LS stream with texts between its markers and behind its end. */
  static byte[] inJpeg(byte[] stream) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(stream, 0, 2);
    out.writeBytes(segment(0xFFE1, bytes("Exif\0\0", CANARY)));
    out.writeBytes(segment(0xFFFE, NAME));
    out.writeBytes(segment(0xFFE2, bytes("ICC_PROFILE\0", CANARY)));
    out.writeBytes(segment(0xFFED, bytes("Photoshop 3.0\0", CANARY)));
    out.writeBytes(segment(0xFFE8, bytes("SPIFF\0", CANARY)));
    out.writeBytes(new byte[] {-1, -1, -1});
    int end = end(stream);
    out.write(stream, 2, end - 2);
    out.writeBytes(segment(0xFFFE, NAME));
    out.writeBytes(new byte[] {-1, -39});
    out.writeBytes(bytes("behind the end ", CANARY));
    return out.toByteArray();
  }

  /**
   * A JPEG 2000 codestream with comments in its headers, a list of lengths, and text behind its
   * end.
   *
   * @param lengthTold whether the last tile-part says its length
   */
  static byte[] inJpeg2000(byte[] stream, boolean lengthTold) {
    int first = firstTilePart(stream);
    ByteBuffer in = ByteBuffer.wrap(stream);
    ByteArrayOutputStream tiles = new ByteArrayOutputStream();
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    byte[] hidden = concat(segment(0xFF64, bytes("\0\1", CANARY)), segment(0xFF58, NAME));
    int at = first;
    while ((in.getShort(at) & 0xFFFF) == 0xFF90) {
      int length = in.getInt(at + 6) == 0 ? end(stream) - at : in.getInt(at + 6);
      boolean last = (in.getShort(at + length) & 0xFFFF) == 0xFFD9;
      tiles.write(stream, at, 6);
      int longer = length + hidden.length;
      tiles.writeBytes(ByteBuffer.allocate(4).putInt(last && !lengthTold ? 0 : longer).array());
      lengths.writeBytes(
          ByteBuffer.allocate(6).putShort(in.getShort(at + 4)).putInt(longer).array());
      tiles.write(stream, at + 10, 2);
      tiles.writeBytes(hidden);
      tiles.write(stream, at + 12, length - 12);
      at += length;
    }
    return concat(
        Arrays.copyOf(stream, first),
        segment(0xFF64, bytes("\0\1", CANARY)),
        segment(0xFF55, concat(new byte[] {0, 0x60}, lengths.toByteArray())),
        segment(0xFF57, NAME),
        tiles.toByteArray(),
        new byte[] {-1, -39},
        bytes("behind the end ", CANARY));
  }

  /** Where the first tile-part begins. */
  static int firstTilePart(byte[] codestream) {
    ByteBuffer in = ByteBuffer.wrap(codestream);
    int at = 2;
    while ((in.getShort(at) & 0xFFFF) != 0xFF90) {
      at += 2 + (in.getShort(at + 2) & 0xFFFF);
    }
    return at;
  }

  static byte[] segment(int marker, byte[] body) {
    return ByteBuffer.allocate(4 + body.length)
        .putShort((short) marker)
        .putShort((short) (body.length + 2))
        .put(body)
        .array();
  }

  static byte[] bytes(String... latin1) {
    return String.join("", latin1).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The bytes as letters, one each. */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The stream with a few bytes changed, cut or doubled. */
  static byte[] damaged(byte[] stream, Random random) {
    byte[] damaged = stream.clone();
    int range = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 400);
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      damaged[random.nextInt(range)] = (byte) (random.nextInt(3) == 0 ? 0xFF : random.nextInt());
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
        : damaged;
  }

  /** Where the last EOI or EOC stands. */
  private static int end(byte[] stream) {
    int at = stream.length - 2;
    while (stream[at] != -1 || stream[at + 1] != -39) {
      at--;
    }
    return at;
  }
}
