package dev.dermstream.trainer.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.finetune.recipe.RecipeFile;
import dev.dermstream.trainer.report.MadeUpRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs that never were. */
class ResultsPageTest {
  private static final List<String> SYSTEMS =
      List.of("tumour15", "bacterial-vqa", "pigmented8", "lesion-extract");

  @TempDir Path folder;

  @Test
  void withoutRunsEveryRecipeIsARowThatSaysSo() throws IOException {
    Files.createDirectories(runs());

    assertThat(ResultsPage.write(runs(), page(), Optional.empty()))
        .contains("0 runs, 16 recipes without a run");

    String text = Files.readString(page());
    for (String recipe : RecipeFile.names()) {
      assertThat(text).contains("this project: no run of " + recipe + " |");
    }
    assertThat(text)
        .contains(
            "| A | Gemma 3 4B | .980 | .9824 | .980 | .9809 | .3123 | .2512 |",
            "| both all | SmolVLM-Base 2B | 70.20 | 7.87 | 34.45 | 28.56 | 88.79 |",
            "| untuned | SmolVLM-Instruct 2B | 68.24 | 3.59 | 22.93 | 19.10 | 87.69 |",
            "test (243 images) | 86.1 | 86.0 | 98.2 | .860 | .921 |",
            "| texture | Qwen3-VL-2B | .9449 | .8409 | 1.0 | .0670 | - |",
            "Drawn pictures, not for clinical use",
            "a few million parameters");
  }

  @Test
  void everyPublishedRowStandsForARecipeThatThereIs() throws IOException {
    Set<String> recipes = new LinkedHashSet<>();
    for (String system : SYSTEMS) {
      Published.of(system).forEach(row -> recipes.add(row.recipe()));
    }
    recipes.remove("untuned");
    assertThat(RecipeFile.names()).containsAll(recipes);
  }

  @Test
  void aRunStandsUnderWhatWasPublished() throws IOException {
    run("a", "tumour15-a", "A").losses().predictions(List.of("Nevus", "Wart"));

    ResultsPage.write(runs(), page(), Optional.empty());

    String text = Files.readString(page());
    assertThat(text)
        .containsPattern(
            "\\| A \\| this project \\| 0\\.\\d{4} \\\\\\[0\\.\\d{4}, [01]\\.\\d{4}\\\\\\] \\|.*\\| 0\\.2500 \\| 0\\.5000 \\|")
        .contains("this project: no run of tumour15-b", "1 of our 1 runs take the demonstration")
        .contains("5.4 million parameters", "| a | tumour15-a | demonstration | 1,200 |")
        .doesNotContain("no run of tumour15-a ");
    assertThat(text.indexOf("this project")).isGreaterThan(text.indexOf("Gemma 3 4B"));
  }

  @Test
  void theSameRunsGiveTheSamePageAndFigures() throws IOException {
    run("a", "tumour15-a", "A").losses().predictions(List.of("Nevus", "Wart"));
    run("d", "tumour15-d", "D").losses();
    Path figures = folder.resolve("docs/figures");

    ResultsPage.write(runs(), page(), Optional.of(figures));
    String first = Files.readString(page());
    byte[] drawing = Files.readAllBytes(figures.resolve("tumour15-loss-curves.svg"));
    ResultsPage.write(runs(), page(), Optional.of(figures));

    assertThat(page()).content().isEqualTo(first);
    assertThat(figures.resolve("tumour15-loss-curves.svg")).hasBinaryContent(drawing);
    assertThat(first)
        .contains(
            "](figures/tumour15-loss-curves.svg)", "](figures/tumour15-confusion-matrix.svg)");
    try (Stream<Path> files = Files.list(folder.resolve("docs"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("results.md", "figures");
    }
  }

  @Test
  void textsFieldsAndModalitiesHaveTheirTables() throws IOException {
    run("q", "bacterial-vqa-both-all", "both-all")
        .metrics(
            "texts",
            """
            {"texts": 9, "corpus_bleu": 12.34, "rouge1_f1": 0.5, "rougeL_f1": 0.25,
             "bertscore_f1": 0.875, "semantic_matching_accuracy": 0.75,
             "bertscore": {"encoder": {"name": "the small encoder"}},
             "intervals_95": {"corpus_bleu": [10, 14.5], "semantic_matching_accuracy": [0.5, 1]}}
            """);
    run("l", "lesion-extract", "")
        .metrics(
            "texts",
            """
            {"texts": 9, "corpus_bleu": 1, "fields": {"color": {"texts": 5, "missing": 0.125,
              "bertscore_f1": {"mean": 0.9, "minimum": 0.5, "maximum": 1,
                "standard_deviation": 0.125, "interval_95": [0.8, 0.95]}}}}
            """);
    run("m", "mm-skin", "")
        .metrics(
            "classification",
            """
            {"samples": 30, "accuracy": 0.5, "confusion_matrix": [],
             "by_modality": {"patho|logy": {"samples": 10, "accuracy": 0.25}}}
            """);

    ResultsPage.write(runs(), page(), Optional.empty());

    assertThat(page())
        .content()
        .contains(
            "| both all | this project | 75.00 \\[50.00, 100.00\\] | 12.34 \\[10.00, 14.50\\] | 50.00 | 25.00 | 87.50 |",
            "(ours: the small encoder)",
            "| color | this project | 0.9000 \\[0.8000, 0.9500\\] | 0.5000 | 1.0000 | 0.1250 | 12.5% |",
            "| texture | this project | - | - | - | - | - |",
            "| patho\\|logy | this project | 10 | 0.2500 | - | - | - | - |");
  }

  @Test
  void theClassThatMustNotBeMissedIsNamed() throws IOException {
    run("p", "pigmented8", "").predictions(List.of("Nevus", "Malignant Melanoma"));

    ResultsPage.write(runs(), page(), Optional.empty());

    assertThat(page())
        .content()
        .containsPattern(
            "this project, Malignant Melanoma: sensitivity 0\\.\\d{4}, AUC 0\\.\\d{4}\\.");
  }

  @Test
  void severalRunsOfARecipeAreToldApartByTheirFolders() throws IOException {
    run("seed-1", "pigmented8", "").predictions(List.of("Nevus", "Wart"));
    run("seed-2", "pigmented8", "").predictions(List.of("Nevus", "Wart"));

    ResultsPage.write(runs(), page(), Optional.empty());

    assertThat(page()).content().contains("this project (seed-1)", "this project (seed-2)");
  }

  @Test
  void aRunThatHasNotEndedIsInNoTable() throws IOException {
    Files.createDirectories(runs().resolve("begun"));
    Files.writeString(runs().resolve("begun/recipe.conf"), "recipe {}");
    Files.createDirectories(runs().resolve("no run"));

    ResultsPage.write(runs(), page(), Optional.empty());

    assertThat(page()).content().contains("Begun and not ended, and in no table: begun.");
  }

  @Test
  void namesOfRunsAreNoMarkup() throws IOException {
    run("a", "<script>|`*[x](y)", "").write("recipe.conf", "");

    ResultsPage.write(runs(), page(), Optional.empty());

    assertThat(page())
        .content()
        .contains("&lt;script&gt;\\|\\`\\*\\[x\\](y)")
        .doesNotContain("<script");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> ResultsPage.write(runs(), page(), Optional.empty()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("there is no such folder");
    assertThat(page()).doesNotExist();
  }

  private MadeUpRun run(String name, String recipe, String group) throws IOException {
    return new MadeUpRun(runs().resolve(name), recipe, group);
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Path page() {
    return folder.resolve("docs/results.md");
  }
}
