package dev.dermstream.trainer.lesion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Wrong answers of the same kind as the right one. Stateless and thread-safe. */
public final class WrongAnswers {
  /** For every question. */
  public static final int PER_QUESTION = 3;

  private static final List<Float> SIZE_FACTORS = List.of(0.25f, 0.5f, 2f, 3f, 4f);

  private WrongAnswers() {}

  /**
   * Wrong answers to a question about a scene.
   *
   * @param conditions what a diagnosis may be, more than {@value #PER_QUESTION}
   */
  public static List<Wording> of(
      QuestionAnswer asked,
      LesionScene scene,
      Collection<? extends Condition> conditions,
      RandomGenerator random) {
    List<Wording> candidates =
        new ArrayList<>(candidates(asked, scene, conditions).distinct().toList());
    candidates.removeIf(wrong -> wrong.english().equals(asked.answer().english()));
    // Collections.shuffle takes no other source of chance than its own kind.
    for (int i = candidates.size(); i > 1; i--) {
      Collections.swap(candidates, i - 1, random.nextInt(i));
    }
    return List.copyOf(candidates.subList(0, PER_QUESTION));
  }

  private static Stream<Wording> candidates(
      QuestionAnswer asked, LesionScene scene, Collection<? extends Condition> conditions) {
    return switch (asked.topic()) {
      case DIAGNOSIS -> conditions.stream().map(Condition::wording);
      case COLOUR ->
          Arrays.stream(LesionColour.values())
              .filter(colour -> !scene.colours().contains(colour))
              .map(LesionColour::wording)
              .map(WrongAnswers::capitalised);
      case BORDER -> Arrays.stream(Border.values()).map(border -> border.wording().answer());
      case SYMMETRY -> symmetries();
      case SURFACE -> Arrays.stream(Surface.values()).map(surface -> surface.wording().answer());
      case ELEVATION -> Arrays.stream(Elevation.values()).map(raised -> raised.wording().answer());
      case SIZE ->
          SIZE_FACTORS.stream()
              .map(factor -> Millimetres.about(Math.max(0.5f, scene.sizeMm() * factor)));
      case MARKS ->
          Arrays.stream(Feature.values())
              .filter(feature -> !scene.features().contains(feature))
              .map(Feature::wording)
              .map(WrongAnswers::capitalised);
    };
  }

  /** There are but three kinds of symmetry, of which two are wrong. */
  private static Stream<Wording> symmetries() {
    return Stream.concat(
        Arrays.stream(Symmetry.values()).map(symmetry -> symmetry.wording().answer()),
        Stream.of(new Wording("Symmetric in one axis only", "한 축에서만 대칭")));
  }

  private static Wording capitalised(Wording wording) {
    return new Wording(English.capitalised(wording.english()), wording.korean());
  }
}
