package dev.dermstream.loadtest.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JPEG samples, each brought to 60 KiB by a comment, which decoders skip. */
final class Photographs {
  private static final int SIZE = 60 << 10;
  private static final short START = (short) 0xFFD8;
  private static final short COMMENT = (short) 0xFFFE;

  /** The comment's own marker and length. */
  private static final int SEGMENT_HEAD = 4;

  private static final String BROKEN = "truncated.jpg";

  private Photographs() {}

  static List<byte[]> read(Path samples) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.list(samples)) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        boolean isJpeg = bytes.length > 2 && ByteBuffer.wrap(bytes).getShort() == START;
        if (isJpeg && !file.endsWith(BROKEN) && bytes.length + SEGMENT_HEAD <= SIZE) {
          pictures.add(padded(bytes));
        }
      }
    }
    return pictures;
  }

  private static byte[] padded(byte[] jpeg) {
    int comment = SIZE - jpeg.length - 2;
    ByteBuffer padded =
        ByteBuffer.allocate(SIZE).putShort(START).putShort(COMMENT).putShort((short) comment);
    padded.position(padded.position() + comment - 2);
    return padded.put(jpeg, 2, jpeg.length - 2).array();
  }
}
