package dev.dermstream.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComposedTextsTest {
  private static final Wanted WANTED = new Wanted(true, 3, 3);

  private final Knowledge knowledge;
  private final ClassMentions mentions;

  ComposedTextsTest() throws IOException {
    knowledge = Knowledge.shipped();
    mentions = new ClassMentions(knowledge);
  }

  @Test
  void everyClassHasADescriptionAndThreeQuestionsWithThreeDistractorsInBothLanguages() {
    for (ClassKnowledge known : knowledge.classes()) {
      for (TextLanguage language : TextLanguage.values()) {
        ManifestRow row = ImageRows.row("a-" + known.name(), known.name(), "clinical", Map.of());

        Written.Texts texts =
            new ComposedTexts(knowledge, List.of(row), 1).write(row, known, language, WANTED);

        assertThat(texts.description().orElseThrow())
            .contains(known.in(language).name(), known.in(language).features().getFirst())
            .doesNotContain("{");
        assertThat(mentions.other(known, texts.description().orElseThrow())).isEmpty();
        assertThat(texts.questions())
            .hasSize(3)
            .extracting(QuestionAnswer::question)
            .doesNotHaveDuplicates();
        assertThat(texts.questions().getFirst().question()).contains(known.in(language).name());
        assertThat(texts.questions())
            .allSatisfy(pair -> {
              assertThat(pair.question()).matches(language::isScriptOf).doesNotContain("{");
              assertThat(pair.language()).isEqualTo(language.tag());
              assertThat(pair.distractors())
                  .hasSize(3)
                  .doesNotContain(pair.answer())
                  .doesNotHaveDuplicates();
            });
      }
    }
  }

  @Test
  void theSameSeedWritesTheSameAndAnotherOneOtherTexts() {
    List<ManifestRow> rows =
        IntStream.range(0, 20)
            .mapToObj(i -> ImageRows.row("i" + i, "Milia", "", Map.of()))
            .toList();

    assertThat(all(rows, 1)).isEqualTo(all(rows, 1)).isNotEqualTo(all(rows, 2));
  }

  @Test
  void whatTheRowNotesIsDescribedAndAskedWithTheValuesOfOthersAsDistractors() {
    List<ManifestRow> rows =
        List.of("brown", "red", "white", "black").stream()
            .map(colour -> ImageRows.row(colour, "Milia", "", Map.of("main_color", colour)))
            .toList();
    ClassKnowledge milia = knowledge.find("Milia").orElseThrow();
    ComposedTexts composed = new ComposedTexts(knowledge, rows, 3);

    Written.Texts texts =
        composed.write(rows.getFirst(), milia, TextLanguage.EN, new Wanted(true, 6, 3));

    assertThat(texts.description().orElseThrow())
        .endsWith("Noted in this image: main color: brown.");
    assertThat(texts.questions())
        .filteredOn(pair -> pair.question().contains("main color"))
        .singleElement()
        .satisfies(pair -> {
          assertThat(pair.answer()).isEqualTo("brown");
          assertThat(pair.distractors()).containsExactlyInAnyOrder("red", "white", "black");
        });
    assertThat(composed.write(rows.getFirst(), milia, TextLanguage.KO, new Wanted(true, 6, 3)))
        .satisfies(korean -> {
          assertThat(korean.questions()).hasSize(6);
          assertThat(korean.description().orElseThrow()).doesNotContain("brown");
        });
  }

  @Test
  void aFieldWithTooFewValuesToTellApartIsNotAsked() {
    List<ManifestRow> rows =
        List.of("brown", "red").stream()
            .map(colour -> ImageRows.row(colour, "Milia", "", Map.of("color", colour)))
            .toList();
    ClassKnowledge milia = knowledge.find("Milia").orElseThrow();

    Written.Texts texts =
        new ComposedTexts(knowledge, rows, 3)
            .write(rows.getFirst(), milia, TextLanguage.EN, new Wanted(true, 6, 3));

    assertThat(texts.questions())
        .hasSize(6)
        .extracting(QuestionAnswer::question)
        .noneMatch(question -> question.contains("color"));
  }

  private List<Written.Texts> all(List<ManifestRow> rows, long seed) {
    ComposedTexts composed = new ComposedTexts(knowledge, rows, seed);
    ClassKnowledge milia = knowledge.find("Milia").orElseThrow();
    return rows.stream().map(row -> composed.write(row, milia, TextLanguage.EN, WANTED)).toList();
  }
}
