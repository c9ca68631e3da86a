package dev.dermstream.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeTest {
  @TempDir Path folder;

  @Test
  void theShippedFileKnowsEveryClassOfTheProfilesByBothNames() throws IOException {
    Knowledge knowledge = Knowledge.shipped();

    for (LesionClass each : LesionClass.values()) {
      assertThat(knowledge.find(each.wording().english())).as("%s", each).isPresent();
      assertThat(knowledge.find(each.wording().korean()))
          .isEqualTo(knowledge.find(each.wording().english()));
    }
    assertThat(
            List.of(
                "acquired dermal melanocytosis",
                "basal cell carcinoma",
                "ephelis",
                "malignant melanoma",
                "melasma",
                "nevus",
                "seborrheic keratosis",
                "solar lentigo",
                "impetigo",
                "ecthyma",
                "folliculitis",
                "furuncle",
                "cellulitis",
                "erysipelas",
                "erythrasma",
                "pitted keratolysis",
                "psoriasis"))
        .allSatisfy(name -> assertThat(knowledge.find(name)).as(name).isPresent());
  }

  @Test
  void everyClassOfTheDrawnSetsIsKnownInBothLanguages() throws IOException {
    Knowledge knowledge = Knowledge.shipped();
    for (DrawnSet set : DrawnSet.values()) {
      for (Condition each : set.classes()) {
        Wording name = each.wording();
        assertThat(knowledge.find(name.english())).as("%s of %s", name, set).isPresent();
        assertThat(knowledge.find(name.korean()))
            .as("%s of %s", name, set)
            .isEqualTo(knowledge.find(name.english()));
      }
    }
  }

  @Test
  void everyTextOfTheShippedFileIsInItsLanguageAndNoFactIsToldTwice() throws IOException {
    for (TextLanguage language : TextLanguage.values()) {
      for (ClassKnowledge each : Knowledge.shipped().classes()) {
        ClassTexts texts = each.in(language);
        assertThat(texts.features()).hasSizeGreaterThanOrEqualTo(3).allMatch(language::isScriptOf);
        assertThat(texts.facts().values()).hasSize(4).allMatch(language::isScriptOf);
        assertThat(texts.differentials()).isNotEmpty().doesNotContain(texts.name());
        assertThat(texts.example()).matches(language::isScriptOf);
        assertThat(texts.name()).matches(language::isScriptOf);
      }
      for (QuestionKind kind : QuestionKind.values()) {
        if (kind.isGeneral()) {
          assertThat(Knowledge.shipped().classes())
              .extracting(each -> each.in(language).fact(kind))
              .doesNotHaveDuplicates();
        }
      }
    }
  }

  @Test
  void aFileThatLacksSomethingIsRefusedByItsName() throws IOException {
    Path file = folder.resolve("k.json");
    Files.writeString(file, "{\"classes\": [{\"name\": \"Milia\"}]}");
    assertThatThrownBy(() -> Knowledge.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("k.json is no knowledge file", "en");
    Files.writeString(file, "{\"classes\": [");
    assertThatThrownBy(() -> Knowledge.read(file)).hasMessageContaining("is no knowledge file");
    assertThatThrownBy(() -> Knowledge.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void onlyEnglishAndKoreanAreKnown() {
    assertThat(TextLanguage.of("ko")).isEqualTo(TextLanguage.KO);
    assertThatThrownBy(() -> TextLanguage.of("xx")).hasMessageContaining("languages: xx");
  }
}
