package dev.dermstream.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ServiceException;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final List<String> NAMES = List.of("Nevus", "Malignant Melanoma", "Wart");

  @TempDir Path folder;

  @Test
  void aRunHasItsFiguresAndAPageOfThem() throws IOException {
    MadeUpRun run =
        run("tumour15-a")
            .losses()
            .predictions(NAMES)
            .texts(List.of(text("a brown plaque", "a red nodule"), text("a wart", "a wart")))
            .write("recipe.conf", "recipe { lora { rank = 64 } }\n");

    String page = Files.readString(RunReport.make(run.folder(), Optional.empty()));

    assertThat(names(run.folder().resolve("figures")))
        .containsExactly(
            "confusion-matrix.png",
            "confusion-matrix.svg",
            "loss-curves.png",
            "loss-curves.svg",
            "per-class.png",
            "per-class.svg",
            "precision-recall-curves.png",
            "precision-recall-curves.svg",
            "reliability.png",
            "reliability.svg",
            "roc-curves.png",
            "roc-curves.svg");
    assertThat(page)
        .contains(
            "<h1>tumour15-a</h1>",
            "not for clinical use",
            "demonstration variant",
            "Accuracy</th>",
            "Malignant Melanoma",
            "Worst answers",
            "a red nodule",
            "lora { rank = 64 }",
            "5400000");
    assertThat(page.split("<svg", -1)).hasSize(7);
    assertThat(page.indexOf("a red nodule")).isLessThan(page.lastIndexOf("a wart"));
  }

  @Test
  void theSameRunGivesTheSamePage() throws IOException {
    MadeUpRun run = run("tumour15-a").losses().predictions(NAMES);

    String first = Files.readString(RunReport.make(run.folder(), Optional.empty()));

    assertThat(RunReport.make(run.folder(), Optional.empty())).content().isEqualTo(first);
    assertThat(names(run.folder())).doesNotContain("report.html.new");
  }

  @Test
  void thePageFetchesNothingAndRunsNothing() throws IOException {
    MadeUpRun run = run("tumour15-a").losses().predictions(NAMES);

    String page = Files.readString(RunReport.make(run.folder(), Optional.empty()));

    assertThat(page).contains("Content-Security-Policy").doesNotContain("<script", "<img", "<link");
    Matcher links = Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(page);
    while (links.find()) {
      assertThat(links.group(1)).startsWith("#");
    }
    Matcher urls = Pattern.compile("https?://[^\"' ]+").matcher(page.replaceAll("xmlns[^ >]*", ""));
    assertThat(urls.find()).isFalse();
  }

  @Test
  void nothingOfTheDataIsMarkup() throws IOException {
    String hostile = "<script>alert('1')</script>\"><img src=x onerror=alert(2)>\u202E\u0007&amp;";
    MadeUpRun run =
        run(hostile)
            .losses()
            .predictions(List.of(hostile, "</title></style>", "javascript:alert(3)"))
            .texts(
                List.of(
                    Map.of(
                        "identifier", hostile,
                        "question", hostile,
                        "reference", "something " + hostile,
                        "candidate", hostile)))
            .write("recipe.conf", "</pre>" + hostile);

    String page = Files.readString(RunReport.make(run.folder(), Optional.empty()));

    assertThat(page)
        .doesNotContain("<script", "<img", "</title></style>", "\u202E", "\u0007")
        .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;", "&amp;amp;");
    assertThat(page.split("</title\\s*>", -1).length - 1)
        .as("the page's own title and one for each of six figures")
        .isEqualTo(7);
    assertThat(page.split("</style>", -1)).hasSize(2);
    assertThat(page.split("</pre>", -1)).hasSize(2);
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    String page = Files.readString(RunReport.make(run("tumour15-a").folder(), Optional.empty()));

    assertThat(page)
        .contains("holds neither losses nor predictions", "holds no recipe.conf")
        .doesNotContain("<svg", "By class", "Worst answers");
  }

  @Test
  void anIndexIsDrawnAsAMap() throws IOException {
    Path index = folder.resolve("snapshot");
    Random random = new Random(3);
    float[] values = new float[60 * 8];
    int[] classOf = new int[60];
    List<String> identifiers = new ArrayList<>();
    for (int row = 0; row < 60; row++) {
      classOf[row] = row % 3;
      identifiers.add("image " + row);
      double square = 0;
      for (int i = 0; i < 8; i++) {
        double value = (i == classOf[row] ? 1 : 0) + 0.1 * random.nextGaussian();
        values[row * 8 + i] = (float) value;
        square += value * value;
      }
      for (int i = 0; i < 8; i++) {
        values[row * 8 + i] = (float) (values[row * 8 + i] / Math.sqrt(square));
      }
    }
    new IndexBuilder(new Dbscan(0.3, 4), Parallelism.sequential())
        .build(new TrainingSet(UnitVectors.of(values, 8), classOf, identifiers, 3), index);
    MadeUpRun run = run("tumour15-a").predictions(NAMES);

    String page = Files.readString(RunReport.make(run.folder(), Optional.of(index)));

    assertThat(page).contains("UMAP of the index: 60 of 60 embeddings (marks) and 3 cluster");
    assertThat(run.folder().resolve("figures/embedding-map.svg")).exists();
  }

  @Test
  void aJudgementComesBeforeTheRunsOwn() throws IOException {
    MadeUpRun run =
        run("bacterial-vqa-both-all")
            .texts(List.of(text("a brown plaque", "a brown patch")))
            .write(
                "judged/metrics.json",
                "{\"texts\":1,\"corpus_bleu\":12.5,\"bertscore_f1\":0.875,"
                    + "\"intervals_95\":{\"bertscore_f1\":[0.75,0.9375]}}");

    String page = Files.readString(RunReport.make(run.folder(), Optional.empty()));

    assertThat(page).contains("12.5000", "0.8750", "0.7500 to 0.9375");
  }

  @Test
  void filesThatCannotBeUsedAreRefusedByName() throws IOException {
    assertThatThrownBy(() -> RunReport.make(folder.resolve("nothing"), Optional.empty()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("holds no run.json");
    MadeUpRun run = run("tumour15-a");
    refused(run, "log.jsonl", "{\"step\":1,\"train_loss\":1}\n{\"st", "log.jsonl: line 2");
    refused(run, "log.jsonl", "{\"train_loss\":1}", "line 1 has no step");
    refused(
        run,
        "log.jsonl",
        "{\"step\":2,\"train_loss\":1}\n{\"step\":1,\"train_loss\":1}",
        "line 2 is of an earlier step");
    run.write("log.jsonl", "");
    refused(run, "evaluation/metrics.json", "[]", "metrics.json: is no JSON object");
    run.write("evaluation/metrics.json", "{}");
    refused(run, "run.json", "none", "run.json: is no JSON object");
    assertThat(run.folder().resolve("report.html")).doesNotExist();
  }

  @Test
  void aLossThatIsNoNumberIsLeftOut() throws IOException {
    MadeUpRun run =
        run("tumour15-a")
            .write(
                "log.jsonl",
                """
                {"step":1,"train_loss":2}
                {"step":2,"train_loss":NaN}
                {"step":3,"train_loss":1}
                """);

    assertThat(Run.read(run.folder()).log().train().steps()).containsExactly(1, 3);
  }

  private static void refused(MadeUpRun run, String file, String text, String reason)
      throws IOException {
    run.write(file, text);
    assertThatThrownBy(() -> RunReport.make(run.folder(), Optional.empty()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(reason);
  }

  private MadeUpRun run(String recipe) throws IOException {
    return new MadeUpRun(folder.resolve("run"), recipe, "A");
  }

  private static Map<String, String> text(String reference, String candidate) {
    return Map.of("identifier", "image", "reference", reference, "candidate", candidate);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
