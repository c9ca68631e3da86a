package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryStreamTest {
  private static final String HEAD = "<root><label id_code=\"6\" score=\"88\">Melanoma</label>";

  @ParameterizedTest
  @ValueSource(
      strings = {
        HEAD + "<summary>Dark and uneven.</summary></root>",
        "<root>\n <summary>\n  Wide &lt;5 mm&gt; &amp; &quot;dark&quot;.</summary>\n</root>",
        "Here it is: " + HEAD + "<summary>흑갈색 반점 \uD83D\uDD2C 입니다.</summary></root>",
        HEAD + "<similar_labels/></root>",
        HEAD + "<summary></summary></root>",
      })
  void whatCameInPiecesIsWhatTheReportSays(String text) {
    String whole = ModelAnswerParser.parse(text).summary();
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      SummaryStream stream = new SummaryStream();
      StringBuilder grown = new StringBuilder();
      for (String piece : pieces(text, random)) {
        grown.append(stream.add(piece));
      }
      assertThat(grown.toString()).as("seed %d", seed).isEqualTo(whole == null ? "" : whole);
    }
  }

  @Test
  void piecesLeaveAsSoonAsTheyAreCertain() {
    SummaryStream stream = new SummaryStream();

    assertThat(stream.add(HEAD + "<summ")).isEmpty();
    assertThat(stream.add("ary>Da")).isEqualTo("Da");
    assertThat(stream.add("rk &am")).isEqualTo("rk ");
    assertThat(stream.add("p; wet")).isEqualTo("& wet");
    assertThat(stream.add("</sum")).isEmpty();
    assertThat(stream.add("mary>not this")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A plain sentence.",
        "{\"summary\": \"A record.\"}",
        "<html><summary>Another document.</summary></html>"
      })
  void anotherFormSaysNothingOnTheWay(String text) {
    assertThat(new SummaryStream().add(text)).isEmpty();
  }

  @Test
  void anUnknownReferenceEndsIt() {
    SummaryStream stream = new SummaryStream();

    assertThat(stream.add(HEAD + "<summary>Dark &secret; spot")).isEqualTo("Dark ");
    assertThat(stream.add(" and more")).isEmpty();
  }

  @Test
  void aTextWithoutEndIsCutOff() {
    SummaryStream stream = new SummaryStream();
    int length = stream.add("<root><summary>x").length();
    for (int i = 0; i < 1000; i++) {
      length += stream.add("x".repeat(1000)).length();
    }
    assertThat(length).isLessThanOrEqualTo(ModelAnswerParser.MAX_LENGTH);
    SummaryStream headless = new SummaryStream();
    headless.add("<root>" + " ".repeat(10_000));
    assertThat(headless.add("<summary>late")).isEmpty();
  }

  private static List<String> pieces(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(6));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
