package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Border;
import dev.dermstream.trainer.lesion.Feature;
import dev.dermstream.trainer.lesion.LesionColour;
import dev.dermstream.trainer.lesion.LesionScene;
import dev.dermstream.trainer.lesion.Surface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Three questions about a figure of an infection, in English: one about the disease, two about what
 * is seen. Each has three wrong answers of the same kind, in the words of the right one.
 */
final class InfectionQuestions {
  private static final int WRONG = 3;
  private static final int ABOUT_THE_PICTURE = 2;

  private final BacterialInfection infection;
  private final LesionScene scene;
  private final RandomGenerator random;

  InfectionQuestions(BacterialInfection infection, LesionScene scene, RandomGenerator random) {
    this.infection = infection;
    this.scene = scene;
    this.random = random;
  }

  List<QuestionAnswer> ask() {
    List<QuestionAnswer> asked = new ArrayList<>();
    asked.add(aboutTheDisease());
    List<QuestionAnswer> seen = new ArrayList<>(aboutThePicture());
    while (seen.size() > ABOUT_THE_PICTURE) {
      seen.remove(random.nextInt(seen.size()));
    }
    asked.addAll(seen);
    return asked;
  }

  private QuestionAnswer aboutTheDisease() {
    return switch (random.nextInt(3)) {
      case 0 ->
          fact(
              "Which organism usually causes %s?",
              "It is usually caused by %s.", BacterialInfection::organism);
      case 1 ->
          fact(
              "Which part of the skin is affected in %s?",
              "It affects %s.", BacterialInfection::layer);
      default ->
          fact(
              "How is %s usually treated?",
              "It is usually treated with %s.", BacterialInfection::treatment);
    };
  }

  private QuestionAnswer fact(
      String question, String answer, Function<BacterialInfection, String> fact) {
    return pair(
        question.formatted(infection.wording().english().toLowerCase(Locale.ROOT)),
        answer,
        fact.apply(infection),
        Arrays.stream(BacterialInfection.values()).map(fact));
  }

  private List<QuestionAnswer> aboutThePicture() {
    String colours =
        RowTexts.and(scene.colours().stream().map(colour -> colour.wording().english()).toList());
    String marks =
        RowTexts.and(
            scene.features().stream().sorted().map(mark -> mark.wording().english()).toList());
    return List.of(
        pair(
            "What is the most likely diagnosis?",
            "The picture shows %s.",
            infection.wording().english().toLowerCase(Locale.ROOT),
            Arrays.stream(BacterialInfection.values())
                .map(other -> other.wording().english().toLowerCase(Locale.ROOT))),
        pair(
            "What colour is the affected skin?",
            "The affected skin is %s.",
            colours,
            Arrays.stream(LesionColour.values())
                .filter(colour -> !scene.colours().contains(colour))
                .map(colour -> colour.wording().english())),
        pair(
            "Which findings are seen?",
            "The picture shows %s.",
            marks,
            Arrays.stream(Feature.values())
                .filter(mark -> !scene.features().contains(mark))
                .map(mark -> mark.wording().english())),
        pair(
            "How is the border?",
            "The border is %s.",
            scene.border().wording().english(),
            Arrays.stream(Border.values()).map(border -> border.wording().english())),
        pair(
            "How is the surface?",
            "The surface is %s.",
            scene.surface().wording().english(),
            Arrays.stream(Surface.values()).map(surface -> surface.wording().english())));
  }

  private QuestionAnswer pair(
      String question, String sentence, String right, Stream<String> candidates) {
    List<String> wrong =
        new ArrayList<>(candidates.distinct().filter(other -> !other.equals(right)).toList());
    for (int i = wrong.size(); i > 1; i--) {
      Collections.swap(wrong, i - 1, random.nextInt(i));
    }
    return new QuestionAnswer(
        question,
        sentence.formatted(right),
        "en",
        wrong.subList(0, WRONG).stream().map(sentence::formatted).toList());
  }
}
