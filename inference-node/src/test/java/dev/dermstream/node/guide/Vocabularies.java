package dev.dermstream.node.guide;

import dev.dermstream.node.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Vocabularies of different kinds; token 2 ends a text. */
final class Vocabularies {
  static final int END = 2;

  private Vocabularies() {}

  /** The byte-level one of the golden model. */
  static TokenBytes byteLevel() {
    try {
      return TokenBytes.read(TinyModel.directory().resolve("tokenizer.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every byte, and tokens that span several parts of a form or end inside a Korean character. */
  static TokenBytes spanning() {
    List<byte[]> tokens = new ArrayList<>(List.of(new byte[0], new byte[0], new byte[0]));
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    for (String text :
        List.of(
            "<root>",
            "<root><label id_code=\"1",
            "\" score=\"",
            "0\" sc",
            ">Melanoma</",
            "Mel",
            "Melanoma",
            "ma\", \"",
            "lesion",
            "1\"",
            "10",
            "13\" score",
            "악성",
            "종</label><summary>",
            "</summary><similar_labels></similar_labels></root>",
            "&amp;&lt",
            "\\u00",
            "\\\\",
            "\"}",
            "</root>\n",
            "summary",
            "  ",
            "    ",
            "흑색")) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] korean = "악성흑색종 상피내".getBytes(StandardCharsets.UTF_8);
    for (int start = 0; start + 4 <= korean.length; start += 2) {
      tokens.add(java.util.Arrays.copyOfRange(korean, start, start + 4));
    }
    return new TokenBytes(tokens.toArray(new byte[0][]), false);
  }
}
