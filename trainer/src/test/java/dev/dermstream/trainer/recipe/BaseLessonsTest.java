package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.MixedPictures.Part;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BaseLessonsTest {
  @Test
  void askForNoClassOfAPictureAndReadEveryNameWithoutOne() {
    MixedPictures pictures = pictures();
    BaseLessons lessons = new BaseLessons(pictures, new Letters(), 1, new BatchSizes(4, 8));
    SplittableRandom random = new SplittableRandom(3);
    List<String> questions =
        List.of("diagnosis", "What is this lesion", "진단", "이 병변은 무엇", "Report in XML.");
    Set<String> read = new TreeSet<>();
    boolean described = false;
    for (int step = 0; step < 1_000; step++) {
      Lessons.Lesson lesson = lessons.next(step < 50 ? 0.01 : 0.5, random);
      if (step < 50) {
        assertThat(lesson.sequences()).isEqualTo(8);
      }
      TokenSequence sequence = lesson.about(random.nextInt(pictures.count()), random);
      String prompt = text(sequence, 0, sequence.answerStart());
      assertThat(prompt.contains(SpecialTokens.IMAGE)).isEqualTo(lesson.pictured());
      if (!lesson.pictured()) {
        read.add(text(sequence, sequence.answerStart(), sequence.length()));
        continue;
      }
      assertThat(prompt).doesNotContain(questions);
      described |= prompt.contains("Describe the image.");
    }
    assertThat(described).isTrue();
    for (DrawnSet set : DrawnSet.values()) {
      for (Condition condition : set.classes()) {
        for (Language language : Language.values()) {
          String name = condition.wording().in(language);
          assertThat(read).as(name).anyMatch(text -> text.contains(name.replace("&", "&amp;")));
        }
      }
    }
  }

  @Test
  void aConditionIsOneClassInAllSetsAndAnotherInEveryModality() {
    MixedPictures pictures = pictures();
    assertThat(pictures.classCount()).isEqualTo(15 + 4 + 13);
    int[] classes = pictures.classes();
    int tumourMelanoma = classes[6];
    int pigmentedMelanoma = classes[30 + 3];
    int clinicalMelanoma = classes[30 + 16 + 1];
    int dermoscopicMelanoma = classes[30 + 16 + 6 + 1];
    assertThat(pigmentedMelanoma).isEqualTo(tumourMelanoma);
    assertThat(clinicalMelanoma).isEqualTo(tumourMelanoma);
    assertThat(dermoscopicMelanoma).isNotEqualTo(tumourMelanoma);
    for (int number = 0; number < pictures.classCount(); number++) {
      assertThat(pictures.countOf(number)).isPositive();
      assertThat(classes[pictures.ofClass(number, 0)]).isEqualTo(number);
    }
  }

  private static MixedPictures pictures() {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      return MixedPictures.draw(
          List.of(
              new Part(DrawnSet.TUMOUR15, 0, 30),
              new Part(DrawnSet.PIGMENTED8, 0, 16),
              new Part(DrawnSet.MM_SKIN, 0, 18)),
          1,
          new PixelLevels(32),
          threads,
          () -> {});
    }
  }

  private static String text(TokenSequence sequence, int from, int to) {
    return new Letters().decode(Arrays.copyOfRange(sequence.ids(), from, to));
  }

  /** Every character is a token. */
  private static final class Letters implements TextCodec {
    @Override
    public int[] encode(String text) {
      return text.chars().toArray();
    }

    @Override
    public String decode(int[] ids) {
      return new String(ids, 0, ids.length);
    }

    @Override
    public int idOf(String token) {
      throw new IllegalArgumentException(token);
    }

    @Override
    public int size() {
      return Character.MAX_VALUE + 1;
    }
  }
}
