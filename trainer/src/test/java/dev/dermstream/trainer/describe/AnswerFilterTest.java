package dev.dermstream.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.dermstream.trainer.chat.ChatReply;
import dev.dermstream.trainer.chat.TokenUsage;
import dev.dermstream.trainer.describe.AnswerFilter.Verdict;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerFilterTest {
  private static final String GOOD =
      """
      {"description": "A small white papule with a smooth surface.", "questions": [
        {"about": "class", "question": "What is it filled with?", "answer": "Keratin", "distractors": ["Pus", "Blood"]},
        {"about": "image", "question": "What colour is it?", "answer": "White", "distractors": ["Red", "Brown"]}]}\
      """;
  private static final Wanted WANTED = new Wanted(true, 2, 2);

  private final Knowledge knowledge;
  private final AnswerFilter filter;

  AnswerFilterTest() throws IOException {
    knowledge = Knowledge.shipped();
    filter = new AnswerFilter(knowledge);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        arguments(Rejection.NOT_JSON, "I am sorry, I cannot look at this image."),
        arguments(Rejection.NOT_JSON, GOOD.substring(0, GOOD.length() - 3)),
        arguments(Rejection.NOT_JSON, GOOD + " and more"),
        arguments(Rejection.WRONG_FORM, "[1, 2]"),
        arguments(Rejection.WRONG_FORM, "{\"description\": \"A white papule.\"}"),
        arguments(Rejection.WRONG_FORM, GOOD.replace("\"description\"", "\"text\"")),
        arguments(Rejection.WRONG_FORM, GOOD.replace("\"about\": \"image\", ", "")),
        arguments(Rejection.EMPTY, "  "),
        arguments(
            Rejection.EMPTY, GOOD.replace("A small white papule with a smooth surface.", " ")),
        arguments(
            Rejection.WRONG_LANGUAGE,
            GOOD.replace("A small white", "작고 흰 구진이 얼굴에 여러 개 보이고 표면은 매끈하며 단단하게 만져진다")),
        arguments(Rejection.WRONG_LANGUAGE, GOOD.replace("What colour is it?", "무슨 색입니까?")),
        arguments(Rejection.WRONG_LANGUAGE, GOOD.replace("\"Red\"", "\"붉은색\"")),
        arguments(
            Rejection.OTHER_CLASS, GOOD.replace("small white papule", "basal  cell carcinoma")),
        arguments(Rejection.OTHER_CLASS, GOOD.replace("\"Keratin\"", "\"As in dermatofibromas\"")),
        arguments(Rejection.TOO_LONG, GOOD.replace("A small", "very ".repeat(400))),
        arguments(Rejection.UNANSWERED, GOOD.replace("\"White\"", "\"\"")),
        arguments(Rejection.UNANSWERED, GOOD.replace("\"answer\": \"White\",", "")),
        arguments(
            Rejection.TOO_FEW_QUESTIONS,
            GOOD.replace("\"about\": \"image\"", "\"about\": \"class\"")),
        arguments(
            Rejection.TOO_FEW_QUESTIONS,
            GOOD.replace("What colour is it?", "what is it filled with")),
        arguments(Rejection.DISTRACTOR, GOOD.replace("\"Red\"", "\"white.\"")),
        arguments(Rejection.DISTRACTOR, GOOD.replace("\"Red\", \"Brown\"", "\"Red\", \"red\"")));
  }

  @ParameterizedTest
  @MethodSource
  void unusable(Rejection why, String content) {
    assertThat(judge(content, false)).isEqualTo(new Verdict.Rejected(why));
  }

  @Test
  void anAnswerThatIsWholeIsTakenAlsoFromACodeFence() {
    assertThat(judge(GOOD, false)).isInstanceOf(Verdict.Accepted.class);
    assertThat(judge("```json\n" + GOOD + "\n```", false)).isEqualTo(judge(GOOD, false));
    assertThat(judge(GOOD, true)).isEqualTo(new Verdict.Rejected(Rejection.CUT_OFF));
  }

  @Test
  void theExampleThatAModelIsGivenCouldBeItsAnswer() {
    Prompts prompts = new Prompts(knowledge);
    Wanted wanted = new Wanted(true, 3, 3);
    for (ClassKnowledge known : knowledge.classes()) {
      for (TextLanguage language : TextLanguage.values()) {
        String example =
            prompts
                .of(ImageRows.row("i", known.name(), "clinical", Map.of()), known, language, wanted)
                .get(2)
                .text();
        assertThat(
                filter.judge(
                    new ChatReply.Answer(example, false, TokenUsage.NONE), known, language, wanted))
            .as("%s in %s: %s", known.name(), language, example)
            .isInstanceOf(Verdict.Accepted.class);
      }
    }
  }

  @Test
  void aMeasureIsAnAnswerInAnyLanguage() {
    assertThat(AnswerFilter.isIn(TextLanguage.KO, "약 5 mm")).isTrue();
    assertThat(AnswerFilter.isIn(TextLanguage.KO, "3")).isTrue();
    assertThat(AnswerFilter.isIn(TextLanguage.KO, "5 mm wide")).isFalse();
    assertThat(AnswerFilter.isIn(TextLanguage.EN, "흰색")).isFalse();
  }

  @Test
  void theNameOfTheClassItselfIsNoOtherEvenIfItHoldsOne() {
    ClassMentions mentions = new ClassMentions(knowledge);

    assertThat(mentions.other(knowledge.find("Solar Lentigo").orElseThrow(), "A solar lentigo."))
        .isEmpty();
    assertThat(mentions.other(knowledge.find("Milia").orElseThrow(), "흑색종처럼 보인다."))
        .contains("Malignant Melanoma");
    assertThat(mentions.other(knowledge.find("Milia").orElseThrow(), "기미가 함께 보인다."))
        .contains("Melasma");
    assertThat(mentions.other(knowledge.find("Milia").orElseThrow(), "단독으로 있는 낌새, 거기미터 단위"))
        .isEmpty();
  }

  private Verdict judge(String content, boolean isCutOff) {
    return filter.judge(
        new ChatReply.Answer(content, isCutOff, TokenUsage.NONE),
        knowledge.find("Milia").orElseThrow(),
        TextLanguage.EN,
        WANTED);
  }
}
