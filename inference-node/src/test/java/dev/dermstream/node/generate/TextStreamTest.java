package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.TinyModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  private static final long SEED = 7;
  private static final int IMAGE = 317;

  private static PromptTokenizer tokenizer;

  @BeforeAll
  static void load() throws IOException {
    tokenizer = PromptTokenizer.load(TinyModel.directory().resolve("tokenizer.json"), IMAGE);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void neverGivesPartOfACharacter() {
    String text = "이 병변은 기저세포암 is 가각 😀 été <x>\n";
    long[] ids = ids(text);
    assertThat(ids.length).as("tokens end inside characters").isGreaterThan(text.length());
    TextStream stream = new TextStream(tokenizer);
    List<String> pieces = new ArrayList<>();
    for (long id : ids) {
      pieces.add(stream.add(id));
    }
    pieces.add(stream.finish());

    assertThat(pieces).noneMatch(piece -> piece.contains("\uFFFD"));
    assertThat(pieces).noneMatch(piece -> endsInsidePair(piece));
    assertThat(String.join("", pieces)).isEqualTo(text).isEqualTo(stream.text());
    assertThat(pieces.stream().filter(piece -> !piece.isEmpty())).hasSizeGreaterThan(20);
  }

  @Test
  void leavesOutACharacterThatNeverBecameWhole() {
    long[] ids = ids("끝났다");
    TextStream stream = new TextStream(tokenizer);
    for (int i = 0; i < ids.length - 1; i++) {
      stream.add(ids[i]);
    }
    stream.finish();

    assertThat(stream.text()).isEqualTo("끝났");
  }

  @Test
  void saysNothingForReservedTokens() {
    TextStream stream = new TextStream(tokenizer);

    assertThat(stream.add(IMAGE) + stream.add(2) + stream.finish()).isEmpty();
  }

  @Test
  void piecesOfAnyTokensConcatenateToTheirText() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      long[] ids = random.longs(60, 3, 300).toArray();
      TextStream stream = new TextStream(tokenizer);
      StringBuilder joined = new StringBuilder();
      for (long id : ids) {
        joined.append(stream.add(id));
      }
      joined.append(stream.finish());

      String whole = tokenizer.decode(ids).replaceAll("\uFFFD+$", "");
      assertThat(joined.toString()).as("seed %d round %d", SEED, round).isEqualTo(whole);
    }
  }

  private static boolean endsInsidePair(String piece) {
    return !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1));
  }

  private static long[] ids(String text) {
    long[] ids = tokenizer.prompt("{image}{text}", text, 1);
    return Arrays.copyOfRange(ids, 1, ids.length);
  }
}
