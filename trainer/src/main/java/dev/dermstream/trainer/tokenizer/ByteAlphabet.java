package dev.dermstream.trainer.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One printable character for each of the 256 bytes, as GPT-2 chose them (Radford et al. 2019,
 * {@code bytes_to_unicode}): printable Latin-1 stands for itself, the rest for U+0100 and up.
 */
final class ByteAlphabet {

  private static final int BYTES = 256;

  private final char[] characters = new char[BYTES];

  ByteAlphabet() {
    char next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      characters[value] = printable(value) ? (char) value : next++;
    }
  }

  /** The text's UTF-8 bytes, each as its character. */
  String encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder encoded = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      encoded.append(characters[Byte.toUnsignedInt(value)]);
    }
    return encoded.toString();
  }

  /** All characters in the order of their code points, the order in which they get their ids. */
  List<String> sorted() {
    List<String> all = new ArrayList<>(BYTES);
    for (char character : characters) {
      all.add(String.valueOf(character));
    }
    Collections.sort(all);
    return all;
  }

  private static boolean printable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }
}
