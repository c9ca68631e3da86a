package dev.dermstream.node.guide;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * GPT-2's table: printable bytes are written as their Latin-1 characters, all others as the
 * characters from U+0100 on, in order ({@code bytes_to_unicode} of its encoder).
 */
final class ByteLevelSpelling implements TokenBytes.Spelling {
  private static final int BYTES = 256;
  private final int[] byteOf = new int[2 * BYTES];

  ByteLevelSpelling() {
    Arrays.fill(byteOf, -1);
    int next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      byteOf[isPrintable(value) ? value : next++] = value;
    }
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }

  @Override
  public byte[] bytes(String written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    for (int i = 0; i < written.length(); i++) {
      char character = written.charAt(i);
      int value = character < byteOf.length ? byteOf[character] : -1;
      if (value < 0) {
        return new byte[0];
      }
      bytes.write(value);
    }
    return bytes.toByteArray();
  }
}
