package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What is said and asked of a wide photograph with several lesions. */
final class FrameTexts {
  private static final int WRONG = 3;
  private static final List<Wording> COUNTS =
      List.of(
          new Wording("One", "한 개"),
          new Wording("Two", "두 개"),
          new Wording("Three", "세 개"),
          new Wording("Four", "네 개"));
  private static final List<Wording> QUARTERS =
      List.of(
          new Wording("In the upper left", "왼쪽 위"),
          new Wording("In the upper right", "오른쪽 위"),
          new Wording("In the lower left", "왼쪽 아래"),
          new Wording("In the lower right", "오른쪽 아래"));

  private final List<LesionScene> lesions;
  private final int quarter;

  /**
   * Texts about one picture.
   *
   * @param quarter where the largest lesion lies, an index of {@link #QUARTERS}
   */
  FrameTexts(List<LesionScene> lesions, int quarter) {
    this.lesions = lesions;
    this.quarter = quarter;
  }

  /** How many there are, then what is said of each. */
  Wording description(List<Wording> ofEach) {
    Wording count = COUNTS.get(lesions.size() - 1);
    return new Wording(
        "%s %s seen. ".formatted(count.english(), lesions.size() == 1 ? "lesion is" : "lesions are")
            + ofEach.stream().map(Wording::english).collect(Collectors.joining(" ")),
        "병변이 %s 보입니다. ".formatted(count.korean())
            + ofEach.stream().map(Wording::korean).collect(Collectors.joining(" ")));
  }

  List<QuestionAnswer> questions(RandomGenerator random) {
    List<QuestionAnswer> asked = new ArrayList<>();
    asked.addAll(
        pairs(
            new Wording("How many lesions are seen?", "병변이 몇 개 보입니까?"),
            COUNTS.get(lesions.size() - 1),
            COUNTS,
            random));
    asked.addAll(
        pairs(
            new Wording("Where is the largest lesion?", "가장 큰 병변은 어디에 있습니까?"),
            QUARTERS.get(quarter),
            QUARTERS,
            random));
    List<Wording> present =
        lesions.stream().map(lesion -> lesion.condition().wording()).distinct().toList();
    List<Wording> absent =
        Arrays.stream(LesionClass.values())
            .map(LesionClass::wording)
            .filter(name -> !present.contains(name))
            .toList();
    asked.addAll(
        pairs(
            new Wording("Which diagnoses does the picture suggest?", "이 사진에서 의심되는 진단은 무엇입니까?"),
            new Wording(
                present.stream().map(Wording::english).collect(Collectors.joining(", ")),
                present.stream().map(Wording::korean).collect(Collectors.joining(", "))),
            absent,
            random));
    return asked;
  }

  private static List<QuestionAnswer> pairs(
      Wording question, Wording answer, List<Wording> candidates, RandomGenerator random) {
    List<Wording> wrong = new ArrayList<>(candidates);
    wrong.remove(answer);
    for (int i = wrong.size(); i > 1; i--) {
      Collections.swap(wrong, i - 1, random.nextInt(i));
    }
    return Arrays.stream(Language.values())
        .map(language -> RowTexts.question(language, question, answer, wrong.subList(0, WRONG)))
        .toList();
  }
}
