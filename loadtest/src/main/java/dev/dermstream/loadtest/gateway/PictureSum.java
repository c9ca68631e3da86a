package dev.dermstream.loadtest.gateway;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What simulated answers are made of, so that each shows which picture it is for.
 *
 * @param crc CRC-32C of the bytes
 */
record PictureSum(int crc) {
  static final int CLASSES = 15;

  /** As many values as a common vision encoder gives. */
  static final int DIMENSION = 768;

  private static final int HALF = 16;
  private static final int MASK = (1 << HALF) - 1;

  static PictureSum of(ByteString bytes) {
    CRC32C sum = new CRC32C();
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      sum.update(part);
    }
    return new PictureSum((int) sum.getValue());
  }

  /** The sum that an embedding was made of. */
  static PictureSum of(List<Float> embedding) {
    return new PictureSum((embedding.get(0).intValue() << HALF) | embedding.get(1).intValue());
  }

  /** The class that node and index find: 0 to 14. */
  int idCode() {
    return Integer.remainderUnsigned(crc, CLASSES);
  }

  /** Value i of the embedding: the two halves of the sum, then nothing of interest. */
  float embedding(int i) {
    return switch (i) {
      case 0 -> crc >>> HALF;
      case 1 -> crc & MASK;
      default -> (float) i / DIMENSION;
    };
  }

  @Override
  public String toString() {
    return "%08x".formatted(crc);
  }
}
