package dev.dermstream.node.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuideCompilerTest {
  private static final Language ENGLISH = Language.LANGUAGE_ENGLISH;
  private final TokenBytes vocabulary = Vocabularies.spanning();
  private final GuideCompiler compiler = new GuideCompiler(vocabulary, Set.of(Vocabularies.END));

  @ParameterizedTest
  @EnumSource(names = {"XML_REPORT", "JSON_RECORD", "LABEL"})
  void refusesALimitBelowTheShortestText(OutputForm form) throws IOException {
    int shortest = compiler.compile(Profiles.of(form), ENGLISH).shortest();

    assertThat(compiler.compile(Profiles.of(form, shortest), ENGLISH).shortest())
        .isEqualTo(shortest);
    assertThatThrownBy(() -> compiler.compile(Profiles.of(form, shortest - 1), ENGLISH))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "profile trial", "max_new_tokens is " + (shortest - 1), "takes " + shortest);
  }

  @Test
  void theShortestTextIsReallyWritten() throws IOException {
    GuidedForm form = compiler.compile(Profiles.of(OutputForm.XML_REPORT), ENGLISH);

    Writing writing = Writing.greedy(form, vocabulary, form.shortest(), logits -> {});

    assertThat(writing.tokens()).isEqualTo(form.shortest());
    assertThat(writing.guide().complete()).isTrue();
  }

  @Test
  void refusesAModelWithoutAnEndToken() {
    GuideCompiler endless = new GuideCompiler(vocabulary, Set.of());

    assertThatThrownBy(() -> endless.compile(Profiles.of(OutputForm.NUMBER), ENGLISH))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("profile trial", "no end token");
  }

  @Test
  void refusesAVocabularyThatCannotSpellTheForm() {
    byte[][] digits = {{}, {}, {}, {'0'}, {'1'}, {'2'}};
    GuideCompiler poor = new GuideCompiler(new TokenBytes(digits, false), Set.of(Vocabularies.END));

    assertThatThrownBy(() -> poor.compile(Profiles.of(OutputForm.XML_REPORT), ENGLISH))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks characters");
  }

  @Test
  void leavesOutWhatAVocabularyCannotFinish() throws IOException {
    // The 1 is there, and a 0 after it, but no 3: the class 13 cannot be written.
    byte[][] digits = {{}, {}, {}, {'0'}, {'1'}};
    TokenBytes few = new TokenBytes(digits, false);
    GuidedForm form =
        new GuideCompiler(few, Set.of(Vocabularies.END))
            .compile(Profiles.of(OutputForm.NUMBER), ENGLISH);

    Writing.Model zerosAndOnes =
        logits -> {
          logits[3] = 1;
          logits[4] = 2;
        };
    assertThat(Writing.greedy(form, few, 9, zerosAndOnes).text()).isEqualTo("10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</summary><label id_code=\"1\" score=\"99.9\">x</label>",
        "<!DOCTYPE root [<!ENTITY x \"y\">]>",
        "&x; <script> ]]> -->",
        "</root><root>",
      })
  void aModelThatWasTalkedIntoOtherTextStaysInItsForm(String wanted) throws IOException {
    GuidedForm form = compiler.compile(Profiles.of(OutputForm.XML_REPORT), ENGLISH);
    byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
    int[] at = {0};

    Writing writing =
        Writing.greedy(
            form,
            vocabulary,
            150,
            logits -> {
              // The byte that it wants next is all that it wants.
              logits[3 + (bytes[at[0]++ % bytes.length] & 0xFF)] = 100;
              logits[3 + 'a'] = 1;
            });

    String summary = writing.text().replaceAll("(?s).*<summary>(.*)</summary>.*", "$1");
    assertThat(writing.guide().complete()).isTrue();
    assertThat(summary.replaceAll("&(amp|lt|gt|quot|apos);", "")).doesNotContain("<", ">", "&");
    assertThat(writing.text()).containsOnlyOnce("<label").containsOnlyOnce("</root>");
  }

  @Test
  void aDecoderThatDropsTheFirstSpaceIsGivenOne() throws IOException {
    TokenBytes dropping = new TokenBytes(new byte[][] {{}, {}, {}, {' ', '1'}, {'1'}, {'0'}}, true);
    GuidedForm form =
        new GuideCompiler(dropping, Set.of(Vocabularies.END))
            .compile(Profiles.of(OutputForm.NUMBER), ENGLISH);

    assertThat(Writing.greedy(form, dropping, 9, logits -> logits[3] = 1).text()).isIn(" 1", " 10");
  }

  @Test
  void saysThatTheLimitCutTheSense() throws IOException {
    GuidedForm form = compiler.compile(Profiles.of(OutputForm.XML_REPORT), ENGLISH);
    Writing.Model talkative = logits -> logits[3 + 'a'] = 1;

    Writing cut = Writing.greedy(form, vocabulary, 100, talkative);

    assertThat(cut.guide().steered()).isTrue();
    assertThat(cut.text()).contains("aaaa</summary>");
  }

  @Test
  void closesTheShortestWayWhenOneTokenIsSaidToRemain() throws IOException {
    GuidedForm form = compiler.compile(Profiles.of(OutputForm.XML_REPORT), ENGLISH);
    FormGuide guide = form.begin();
    int tokens = 0;
    float[] logits = new float[vocabulary.size()];
    while (logits[Vocabularies.END] == 0 && tokens <= form.shortest()) {
      guide.mask(logits, 1);
      int token = 0;
      while (logits[token] < 0) {
        token++;
      }
      if (token == Vocabularies.END) {
        break;
      }
      guide.accept(token);
      tokens++;
      logits = new float[vocabulary.size()];
    }

    assertThat(tokens).isEqualTo(form.shortest());
    assertThat(guide.complete()).isTrue();
  }
}
