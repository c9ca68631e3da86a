package dev.dermstream.loadtest.guide;

import dev.dermstream.node.guide.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A vocabulary of the size that large models have: all bytes, then words of Latin letters, digits,
 * signs and Korean syllables, with and without a space before them, cut anywhere as byte-level BPE
 * does.
 */
final class SyntheticVocabulary {
  private static final int BYTES = 256;
  private static final int MOST_CHARACTERS = 8;
  private static final String SIGNS = "\"<>/=.,:;-_(){}\\&";

  private SyntheticVocabulary() {}

  static TokenBytes of(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> tokens = new ArrayList<>(size);
    Set<String> seen = new HashSet<>();
    tokens.add(new byte[0]);
    for (int value = 0; value < BYTES; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    while (tokens.size() < size) {
      byte[] token = word(random).getBytes(StandardCharsets.UTF_8);
      int length = random.nextInt(10) == 0 ? random.nextInt(1, token.length + 1) : token.length;
      byte[] cut = Arrays.copyOf(token, length);
      if (seen.add(new String(cut, StandardCharsets.ISO_8859_1))) {
        tokens.add(cut);
      }
    }
    return new TokenBytes(tokens.toArray(new byte[0][]), false);
  }

  private static String word(SplittableRandom random) {
    StringBuilder word = new StringBuilder(random.nextBoolean() ? " " : "");
    int length = random.nextInt(2, MOST_CHARACTERS);
    int kind = random.nextInt(10);
    for (int i = 0; i < length; i++) {
      if (kind == 0) {
        word.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
      } else if (kind < 3) {
        word.append((char) random.nextInt('가', '힣'));
      } else {
        word.append((char) random.nextInt('a', 'z' + 1));
      }
    }
    return word.toString();
  }
}
