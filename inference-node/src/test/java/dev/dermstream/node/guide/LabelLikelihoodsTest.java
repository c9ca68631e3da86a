package dev.dermstream.node.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The codes are 0, 1, 2, 10 and 13. */
class LabelLikelihoodsTest {
  /** Tokens 0, 1 and 2 are no text; 2 ends it. */
  private static final List<String> DIGITS = List.of("", "", "", "0", "1", "2", "3", "7");

  @Test
  void aClassThatTheFirstTokenTellsGetsItsSoftmaxOverTheSet() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);

    choose(guide, "2", Map.of("0", 0.1, "1", 0.3, "2", 0.6));
    assertThat(guide.complete()).isTrue();

    // The three classes behind the digit 1, which was not taken, share its probability.
    assertThat(likelihoods(guide))
        .isEqualTo(Map.of(2, "0.6000", 0, "0.1000", 1, "0.1000", 10, "0.1000", 13, "0.1000"));
  }

  @Test
  void forbiddenTokensHaveNoShare() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);

    choose(guide, "0", Map.of("0", 0.1, "2", 0.1, "3", 50.0, "7", 70.0));

    assertThat(likelihoods(guide)).containsEntry(0, "0.5000").containsEntry(2, "0.5000");
  }

  @Test
  void anEndTokenTellsTheShorterOfTwoClasses() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);
    choose(guide, "1", Map.of("0", 0.1, "1", 0.8, "2", 0.1));
    float[] logits = logits(Map.of("0", 0.25, "3", 0.25));
    logits[Vocabularies.END] = (float) Math.log(0.5);

    guide.mask(logits, 5);

    assertThat(likelihoods(guide))
        .isEqualTo(Map.of(1, "0.4000", 10, "0.2000", 13, "0.2000", 0, "0.1000", 2, "0.1000"));
  }

  @Test
  void aSecondTokenTellsTheLongerOne() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);
    choose(guide, "1", Map.of("0", 0.1, "1", 0.8, "2", 0.1));
    choose(guide, "3", Map.of("0", 0.25, "3", 0.75));

    assertThat(likelihoods(guide)).containsEntry(13, "0.6000").containsEntry(10, "0.2000");
    assertThat(likelihoods(guide)).containsEntry(1, "0.0000");
  }

  @Test
  void aTextCutByItsLimitNamesWhatItSays() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);
    choose(guide, "1", Map.of("0", 0.1, "1", 0.8, "2", 0.1));

    assertThat(likelihoods(guide)).containsEntry(1, "0.8000").containsEntry(10, "0.0000");
  }

  @Test
  void tokensThatReachBeyondTheClassTellIt() throws IOException {
    List<String> tokens =
        List.of(
            "",
            "",
            "",
            "<root><label id_code=",
            "\"",
            "\"2\" score=\"",
            "\"0\"",
            "\"1",
            "0",
            "1",
            "2",
            "3",
            "\" score=\"");
    FormGuide guide = begin(OutputForm.XML_REPORT, with(tokens));
    choose(guide, tokens, "<root><label id_code=", Map.of());
    choose(
        guide, tokens, "\"2\" score=\"", Map.of("\"0\"", 0.1, "\"1", 0.3, "\"2\" score=\"", 0.6));

    assertThat(likelihoods(guide)).containsEntry(2, "0.6000").containsEntry(0, "0.1000");
  }

  @Test
  void scoresThatAreNoNumbersSayNothing() throws IOException {
    FormGuide guide = begin(OutputForm.NUMBER, DIGITS);
    float[] logits = new float[DIGITS.size()];
    Arrays.fill(logits, Float.NaN);
    guide.mask(logits, 5);
    guide.accept(DIGITS.indexOf("2"));

    assertThat(likelihoods(guide).values()).containsOnly("0.0000", "1.0000");
    assertThat(likelihoods(guide)).containsEntry(2, "1.0000");
  }

  @Test
  void freeTextNamesNoClass() throws IOException {
    assertThat(
            new GuideCompiler(Vocabularies.byteLevel(), Set.of(Vocabularies.END))
                .freeText()
                .begin()
                .labelLikelihoods())
        .isEmpty();
  }

  private static FormGuide begin(OutputForm form, List<String> tokens) throws IOException {
    byte[][] bytes =
        tokens.stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    return new GuideCompiler(new TokenBytes(bytes, false), Set.of(Vocabularies.END))
        .compile(Profiles.of(form), Language.LANGUAGE_ENGLISH)
        .begin();
  }

  /** With all characters of ASCII after them. */
  private static List<String> with(List<String> tokens) {
    List<String> all = new ArrayList<>(tokens);
    IntStream.range(' ', 127).mapToObj(Character::toString).forEach(all::add);
    return all;
  }

  private static void choose(FormGuide guide, String token, Map<String, Double> probabilities) {
    choose(guide, DIGITS, token, probabilities);
  }

  private static void choose(
      FormGuide guide, List<String> tokens, String token, Map<String, Double> probabilities) {
    float[] logits = logits(tokens, probabilities);
    guide.mask(logits, 200);
    guide.accept(tokens.indexOf(token));
  }

  private static float[] logits(Map<String, Double> probabilities) {
    return logits(DIGITS, probabilities);
  }

  private static float[] logits(List<String> tokens, Map<String, Double> probabilities) {
    float[] logits = new float[tokens.size() + 127];
    Arrays.fill(logits, -100);
    probabilities.forEach(
        (token, probability) -> logits[tokens.indexOf(token)] = (float) Math.log(probability));
    return logits;
  }

  /** By id code, with four digits. */
  private static Map<Integer, String> likelihoods(FormGuide guide) {
    List<ClassLikelihood> all = guide.labelLikelihoods();
    assertThat(all.stream().mapToDouble(ClassLikelihood::probability).sum())
        .isCloseTo(1, within(1e-6));
    assertThat(all).isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
    Map<Integer, String> byCode = new LinkedHashMap<>();
    all.forEach(
        each -> byCode.put(each.idCode(), String.format(Locale.ROOT, "%.4f", each.probability())));
    return byCode;
  }
}
