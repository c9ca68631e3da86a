package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.lesion.QuestionAnswer.Topic;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LesionQuestionsTest {

  private final SceneSampler sampler = new SceneSampler();
  private final LesionQuestions questions = new LesionQuestions();

  @Test
  void asksThreeDifferentTopicsAndInTimeAllOfThem() {
    Set<Topic> asked = EnumSet.noneOf(Topic.class);
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LesionScene scene = sampler.sample(seed % LesionClass.count(), random);
      List<QuestionAnswer> three = questions.ask(scene, random);
      assertThat(three).hasSize(LesionQuestions.PER_PICTURE);
      assertThat(three.stream().map(QuestionAnswer::topic)).doesNotHaveDuplicates();
      three.forEach(one -> asked.add(one.topic()));
    }
    assertThat(asked).containsExactlyInAnyOrder(Topic.values());
  }

  @Test
  void answersFromTheScene() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LesionScene scene = sampler.sample(seed % LesionClass.count(), random);
      for (QuestionAnswer asked : questions.ask(scene, random)) {
        assertThat(LesionQuestions.phrasings(asked.topic())).contains(asked.question());
        String answer = asked.answer().english();
        String expected =
            switch (asked.topic()) {
              case DIAGNOSIS -> scene.condition().wording().english();
              case COLOUR -> scene.mainColour().wording().english();
              case BORDER -> scene.border().wording().english();
              case SYMMETRY -> scene.symmetry().wording().english();
              case SURFACE -> scene.surface().wording().english();
              case ELEVATION -> scene.elevation().wording().english();
              case SIZE -> "about " + Millimetres.text(scene.sizeMm()) + " mm";
              case MARKS -> "";
            };
        assertThat(answer)
            .as("seed %d", seed)
            .startsWith(English.capitalised(expected + " ").trim());
        if (asked.topic() == Topic.MARKS) {
          for (Feature feature : Feature.values()) {
            boolean said = answer.toLowerCase(Locale.ROOT).contains(feature.wording().english());
            assertThat(said).isEqualTo(scene.features().contains(feature));
          }
        }
      }
    }
  }
}
