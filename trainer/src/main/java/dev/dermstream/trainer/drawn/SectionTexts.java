package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What is said and asked of a section of tissue. */
final class SectionTexts {
  private static final int WRONG = 3;

  private final ModalityCondition condition;

  SectionTexts(ModalityCondition condition) {
    this.condition = condition;
  }

  /** Without the diagnosis. */
  Wording description(RandomGenerator random) {
    Wording first = condition.findings().getFirst();
    Wording second = condition.findings().getLast();
    return switch (random.nextInt(3)) {
      case 0 ->
          new Wording(
              "A section stained with haematoxylin and eosin shows %s, and %s."
                  .formatted(first.english(), second.english()),
              "헤마톡실린 에오신 염색 절편입니다. 소견은 %s, 그리고 %s입니다.".formatted(first.korean(), second.korean()));
      case 1 ->
          new Wording(
              "Under the microscope there are %s. There are also %s."
                  .formatted(first.english(), second.english())
                  .replace("are a ", "is a ")
                  .replace("are an ", "is an "),
              "현미경 소견은 %s입니다. 또한 %s 소견이 있습니다.".formatted(first.korean(), second.korean()));
      default ->
          new Wording(
              "Histology: %s; %s.".formatted(first.english(), second.english()),
              "조직 소견: %s; %s.".formatted(first.korean(), second.korean()));
    };
  }

  String caption(int figure) {
    return "Figure %d. Histology of %s with %s and %s (haematoxylin and eosin)."
        .formatted(
            figure,
            condition.wording().english().toLowerCase(Locale.ROOT),
            condition.findings().getFirst().english(),
            condition.findings().getLast().english());
  }

  /** The diagnosis and what it is seen by, each in both languages. */
  List<QuestionAnswer> questions(RandomGenerator random) {
    List<QuestionAnswer> pairs = new ArrayList<>();
    pairs.addAll(
        pairs(
            new Wording("Which diagnosis does the section suggest?", "이 절편에서 의심되는 진단은 무엇입니까?"),
            ModalityCondition::wording,
            random));
    int finding = random.nextInt(condition.findings().size());
    pairs.addAll(
        pairs(
            new Wording("What does the section show?", "이 절편에서 무엇이 보입니까?"),
            other -> capitalised(other.findings().get(finding)),
            random));
    return pairs;
  }

  private List<QuestionAnswer> pairs(
      Wording question, Function<ModalityCondition, Wording> answer, RandomGenerator random) {
    List<ModalityCondition> others = new ArrayList<>(Arrays.asList(ModalityCondition.values()));
    others.remove(condition);
    for (int i = others.size(); i > 1; i--) {
      Collections.swap(others, i - 1, random.nextInt(i));
    }
    List<Wording> wrong = others.subList(0, WRONG).stream().map(answer).toList();
    return Arrays.stream(Language.values())
        .map(language -> RowTexts.question(language, question, answer.apply(condition), wrong))
        .toList();
  }

  private static Wording capitalised(Wording wording) {
    return new Wording(
        Character.toUpperCase(wording.english().charAt(0)) + wording.english().substring(1),
        wording.korean());
  }
}
