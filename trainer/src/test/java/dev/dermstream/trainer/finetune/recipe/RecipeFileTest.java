package dev.dermstream.trainer.finetune.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.trainer.dataset.GroupBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeFileTest {
  @TempDir Path folder;

  static List<String> names() {
    return RecipeFile.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyBuiltInRecipeIsWholeInBothVariants(String name) {
    Recipe paper = RecipeFile.read(name, Variant.PAPER);
    Recipe demonstration = RecipeFile.read(name, Variant.DEMONSTRATION);

    assertThat(paper.name()).isEqualTo(name);
    assertThat(name).startsWith(paper.profile());
    assertThat(demonstration.baseBits()).isEqualTo(32);
    assertThat(demonstration.training().learningRate())
        .isGreaterThan(paper.training().learningRate());
    assertThat(demonstration.answers()).isEqualTo(paper.answers());
  }

  @ParameterizedTest
  @CsvSource({
    "tumour15-a, 3, PARTS, ANSWER",
    "tumour15-b, 1, EACH, ANSWER",
    "tumour15-c, 3, PARTS, PROMPT_AND_ANSWER",
    "tumour15-d, 1, EACH, PROMPT_AND_ANSWER"
  })
  void theGroupsOfTumour15DifferInFormsAndLossAlone(
      String name, int forms, Together together, LossOn lossOn) {
    Recipe recipe = RecipeFile.read(name, Variant.PAPER);

    assertThat(recipe.answers().forms()).hasSize(forms).startsWith(AnswerForm.REPORT);
    assertThat(recipe.answers().together()).isEqualTo(together);
    assertThat(recipe.answers().lossOn()).isEqualTo(lossOn);
    assertThat(recipe.labels()).hasSize(15);
    assertThat(recipe.labels().get(3).english()).isEqualTo("Bowen's Disease");
    assertThat(recipe.baseBits()).isEqualTo(4);
    assertThat(recipe.context()).isEqualTo(4096);
    assertThat(recipe.lora().rank()).isEqualTo(128);
    assertThat(recipe.lora().alpha()).isEqualTo(128);
    TrainingSettings training = recipe.training();
    assertThat(training.steps()).isEqualTo(3000);
    assertThat(training.perUpdate()).isEqualTo(8);
    assertThat(training.learningRate()).isEqualTo(5e-5);
    assertThat(training.schedule()).isEqualTo(Schedule.COSINE);
    assertThat(training.warmupSteps()).isEqualTo(5);
    assertThat(training.optimizer().weightDecay()).isEqualTo(0.01);
    assertThat(training.maxGradientNorm()).isEqualTo(5);
    assertThat(recipe.evaluation()).isEqualTo(new EvaluationSettings(50, 1500, 3, 0));
    assertThat(recipe.outputForm()).isEqualTo(OutputForm.XML_REPORT);
  }

  @Test
  void theOtherRecipesHaveTheNumbersOfTheirSources() {
    Recipe bacterial = RecipeFile.read("bacterial-vqa-both-500", Variant.PAPER);
    assertThat(bacterial.lora())
        .isEqualTo(new LoraSettings(8, 32, 0.1, List.of("q_proj", "v_proj")));
    assertThat(bacterial.training().batch()).isEqualTo(1);
    assertThat(bacterial.training().accumulate()).isEqualTo(4);
    assertThat(bacterial.training().epochs()).isEqualTo(2);
    assertThat(bacterial.data().groupBy()).isEqualTo(GroupBy.PAPER);
    assertThat(bacterial.data().images()).isEqualTo(500);
    assertThat(bacterial.outputForm()).isEqualTo(OutputForm.FREE_TEXT);
    assertThat(bacterial.training().updates(1001)).isEqualTo(501);

    Recipe pigmented = RecipeFile.read("pigmented8", Variant.PAPER);
    assertThat(pigmented.training().learningRate()).isEqualTo(1e-6);
    assertThat(pigmented.training().epochs()).isEqualTo(3);
    assertThat(pigmented.data().groupBy()).isEqualTo(GroupBy.PATIENT);
    assertThat(pigmented.data().mirrored() && pigmented.data().upended()).isTrue();
    assertThat(pigmented.labels()).hasSize(8);
    assertThat(pigmented.outputForm()).isEqualTo(OutputForm.LABEL);

    Recipe extract = RecipeFile.read("lesion-extract", Variant.PAPER);
    assertThat(extract.lora().rank()).isEqualTo(16);
    assertThat(extract.lora().dropout()).isEqualTo(0.05);
    assertThat(extract.answers().fields())
        .containsExactly("lesion_type", "color", "symmetry", "borders", "texture", "summary");
    assertThat(extract.outputForm()).isEqualTo(OutputForm.JSON_RECORD);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            """
            include classpath("recipes/tumour15-b.conf")
            recipe {
              lora.rank = 0
              training.schedule = cosinus
              data.shares = [0.9, 0.2]
              labels = [{en = A, ko = A}, {en = A, ko = B}]
              answers.forms = [report, report]
            }
            """);

    assertThatThrownBy(() -> RecipeFile.read(file.toString(), Variant.PAPER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("recipe.lora.rank must be 1 to 4096")
        .hasMessageContaining(
            "recipe.training.schedule must be one of cosine, linear, constant, not cosinus")
        .hasMessageContaining("recipe.data.shares must be two or three shares")
        .hasMessageContaining("recipe.labels must have names that differ")
        .hasMessageContaining("recipe.answers.forms must name at least one form, and none twice");
  }

  @Test
  void keysThatNoRecipeHasAreRefusedByName() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            """
            recipe { lora.ranks = 8, profile = p, dta.shares = [] }
            demonstration { training.step = 3 }
            other = 1
            """);

    assertThatThrownBy(() -> RecipeFile.read(file.toString(), Variant.PAPER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("recipe.lora.ranks is no key of a recipe")
        .hasMessageContaining("recipe.dta.shares is no key of a recipe")
        .hasMessageContaining("demonstration.training.step is no key of a recipe")
        .hasMessageContaining("other is no key of a recipe");
  }

  @Test
  void aNameThatIsNoRecipeListsThose() {
    assertThatThrownBy(() -> RecipeFile.read("tumor15-a", Variant.PAPER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tumor15-a is no file and none of the recipes tumour15-a");
  }

  @Test
  void aRecipeWithoutDemonstrationSaysSo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            "recipe { profile = mine, training.steps = 3, answers.forms = [class-name] }");

    assertThat(RecipeFile.read(file.toString(), Variant.PAPER).name()).isEqualTo("own");
    assertThatThrownBy(() -> RecipeFile.read(file.toString(), Variant.DEMONSTRATION))
        .hasMessageContaining("has no section demonstration");
  }
}
