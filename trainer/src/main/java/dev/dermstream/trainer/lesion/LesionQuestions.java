package dev.dermstream.trainer.lesion;

import dev.dermstream.trainer.lesion.QuestionAnswer.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Asks questions whose answers the scene holds. Stateless and thread-safe.
 *
 * <p>Marks are asked for only where there are any.
 */
public final class LesionQuestions {

  /** Questions per picture. */
  public static final int PER_PICTURE = 3;

  /** Three questions about different topics, in the order of {@link Topic}. */
  public List<QuestionAnswer> ask(LesionScene scene, RandomGenerator random) {
    Set<Topic> topics = EnumSet.allOf(Topic.class);
    if (scene.features().isEmpty()) {
      topics.remove(Topic.MARKS);
    }
    List<Topic> chosen = new ArrayList<>(topics);
    while (chosen.size() > PER_PICTURE) {
      chosen.remove(random.nextInt(chosen.size()));
    }
    return chosen.stream()
        .map(topic -> new QuestionAnswer(topic, question(topic, random), answer(topic, scene)))
        .toList();
  }

  private static Wording question(Topic topic, RandomGenerator random) {
    List<Wording> phrasings = phrasings(topic);
    return phrasings.get(random.nextInt(phrasings.size()));
  }

  /** All ways in which a topic is asked for. */
  static List<Wording> phrasings(Topic topic) {
    return switch (topic) {
      case DIAGNOSIS ->
          List.of(
              new Wording("What is this lesion?", "이 병변은 무엇입니까?"),
              new Wording("Which diagnosis does the image suggest?", "이 사진에서 의심되는 진단은 무엇입니까?"));
      case COLOUR ->
          List.of(
              new Wording("What colour is the lesion?", "병변의 색은 무엇입니까?"),
              new Wording("Which colours are seen?", "어떤 색이 보입니까?"));
      case BORDER ->
          List.of(
              new Wording("What is the border like?", "병변의 경계는 어떻습니까?"),
              new Wording("Describe the border.", "경계를 설명해 주십시오."));
      case SYMMETRY ->
          List.of(
              new Wording("Is the lesion symmetric?", "병변은 대칭입니까?"),
              new Wording("How symmetric is the shape?", "모양은 얼마나 대칭적입니까?"));
      case SURFACE ->
          List.of(
              new Wording("What is the surface like?", "표면은 어떻습니까?"),
              new Wording("Describe the texture.", "표면의 질감을 설명해 주십시오."));
      case ELEVATION ->
          List.of(
              new Wording("Is the lesion raised?", "병변은 융기되어 있습니까?"),
              new Wording("How elevated is the lesion?", "병변은 얼마나 솟아 있습니까?"));
      case SIZE ->
          List.of(
              new Wording("How large is the lesion?", "병변의 크기는 얼마입니까?"),
              new Wording("What is the diameter?", "지름은 얼마입니까?"));
      case MARKS ->
          List.of(
              new Wording("Which distinguishing features are seen?", "어떤 특징이 보입니까?"),
              new Wording("What stands out in the lesion?", "병변에서 두드러진 소견은 무엇입니까?"));
    };
  }

  private static Wording answer(Topic topic, LesionScene scene) {
    return switch (topic) {
      case DIAGNOSIS -> scene.condition().wording();
      case COLOUR -> all(scene.colours().stream().map(LesionColour::wording).toList());
      case BORDER -> scene.border().wording().answer();
      case SYMMETRY -> scene.symmetry().wording().answer();
      case SURFACE -> scene.surface().wording().answer();
      case ELEVATION -> scene.elevation().wording().answer();
      case SIZE -> Millimetres.about(scene.sizeMm());
      case MARKS -> {
        List<Feature> marks = new ArrayList<>(scene.features());
        Collections.sort(marks);
        yield all(marks.stream().map(Feature::wording).toList());
      }
    };
  }

  private static Wording all(List<Wording> words) {
    return new Wording(
        English.capitalised(English.and(words.stream().map(Wording::english).toList())),
        Korean.and(words.stream().map(Wording::korean).toList()));
  }
}
