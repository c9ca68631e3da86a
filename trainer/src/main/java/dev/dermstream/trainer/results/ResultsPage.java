package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code dermstream results}: our figures beside the published ones, from the folders of runs
 * alone. The same folders give the same page.
 */
public final class ResultsPage {
  private static final List<String> GROUPS =
      List.of("tumour15-a", "tumour15-b", "tumour15-c", "tumour15-d");

  private final Runs runs;
  private final ResultFigures figures;
  private final Markdown page = new Markdown();
  private int missing;

  private ResultsPage(Runs runs, ResultFigures figures) {
    this.runs = runs;
    this.figures = figures;
  }

  /**
   * Writes the page, in the place of an earlier one.
   *
   * @param folder whose folders are runs
   * @param out the page, Markdown
   * @param figures folder of its figures; none without it
   * @return how many runs were read and which are missing, for a person
   * @throws dev.dermstream.error.ServiceException (INVALID_INPUT) if there is no such folder or a
   *     run cannot be read
   */
  public static String write(Path folder, Path out, Optional<Path> figures) throws IOException {
    Runs runs = Runs.read(folder);
    ResultsPage results = new ResultsPage(runs, new ResultFigures(out, figures));
    results.make();
    Path parent = out.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path unfinished = out.resolveSibling(out.getFileName() + ".new");
    Files.writeString(unfinished, results.page.toString());
    Files.move(
        unfinished, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return "%s: %d runs, %d recipes without a run.%n"
        .formatted(out, runs.ended().size(), results.missing);
  }

  private void make() throws IOException {
    head();
    tumours();
    questions();
    pigmented();
    extraction();
    modalities();
    page.heading(2, "The runs");
    RunTable.write(page, runs);
  }

  private void head() {
    page.heading(1, "Results")
        .paragraph(
            "Made by `./dermstream results` from the folders of runs; not written by hand. Rows of"
                + " others are the figures that they published, as they wrote them. Ours have 95%"
                + " intervals in brackets, by the bootstrap over the test set; what is not there"
                + " is a dash.")
        .paragraph("**Drawn pictures, not for clinical use.** What holds for every table below:")
        .points(
            List.of(
                "Our pictures are drawn by a program, for training and for test alike. They are far"
                    + " easier than photographs of patients, and say nothing about patients.",
                baseNote(),
                settingsNote(),
                "The published systems saw other pictures. So a higher figure here is no better"
                    + " system, and no row of ours reproduces a published figure: what can be"
                    + " compared is how the ways of training stand to one another.",
                "Intervals know nothing of how a run with another seed would have ended: every row"
                    + " of ours is one run."));
  }

  private String baseNote() {
    List<Double> sizes =
        runs.ended().stream()
            .flatMap(run -> run.number("base_parameters").stream())
            .map(found -> found.value() / 1e6)
            .sorted()
            .toList();
    String size =
        sizes.isEmpty()
            ? "a few million parameters"
            : Stream.of(sizes.getFirst(), sizes.getLast())
                    .map(value -> String.format(Locale.ROOT, "%.1f", value))
                    .distinct()
                    .reduce((least, most) -> least + " to " + most)
                    .orElseThrow()
                + " million parameters";
    return "Our base has "
        + size
        + " and was trained here; theirs have 2 to 7 billion and have read"
        + " much of the web.";
  }

  private String settingsNote() {
    long adapted =
        runs.ended().stream().filter(run -> run.value("variant").equals("demonstration")).count();
    return adapted == 0
        ? "Our runs take the settings that were published."
        : ("%d of our %d runs take the demonstration variant of their recipe: another rate, rank,"
                + " number of steps and length than was published, because a base this small does"
                + " not move at theirs. The last table says which.")
            .formatted(adapted, runs.ended().size());
  }

  private void tumours() throws IOException {
    page.heading(2, "tumour15: which of 15 classes, and why")
        .paragraph(
            "Groups: A and C are trained on three forms of answer, each for a third of the set (XML"
                + " report, class name, class number), B and D on the report alone; the loss of A"
                + " and B is on the answer, that of C and D on prompt and answer. Precision, recall"
                + " and F1 are means over the classes.");
    comparison(
        "tumour15",
        "group",
        List.of(
            Column.share("accuracy", "accuracy"),
            Column.share("precision", "macro_precision"),
            Column.share("recall", "macro_recall"),
            Column.share("F1", "macro_f1"),
            Column.share("train loss", "train_loss"),
            Column.share("eval loss", "eval_loss")));
    page.points(
        List.of(
            "Comparable: the groups with one another, within a column of one model.",
            "Not comparable: losses between models, whose tokens differ; losses between A, B and C,"
                + " D, which are means over other tokens; the published accuracy, which is of"
                + " written answers, with ours, which is of the class that the model finds most"
                + " likely."));
    List<Run> groups = GROUPS.stream().flatMap(name -> runs.of(name).stream()).toList();
    figures.losses(page, "tumour15", runs, groups);
    figures.best(page, "tumour15", runs, groups);
  }

  private void questions() throws IOException {
    page.heading(2, "bacterial-vqa: questions about a bacterial skin disease")
        .paragraph(
            "Supervision by question-answer pairs, captions or both, on 500, 1,000 or all images."
                + " Accuracy: the free answer is matched by a sentence encoder against the right"
                + " answer and three wrong ones. All in per cent.");
    comparison(
        "bacterial-vqa",
        "supervision",
        List.of(
            Column.percent("accuracy", "semantic_matching_accuracy"),
            new Column("BLEU", "corpus_bleu", 2, 1),
            Column.percent("ROUGE-1", "rouge1_f1"),
            Column.percent("ROUGE-L", "rougeL_f1"),
            Column.percent("BERTScore", "bertscore_f1")));
    page.points(
        List.of(
            "Comparable: the nine rows with one another, within a column of one model.",
            "Not comparable: BERTScore and accuracy between the two, which take other encoders"
                + encoders()
                + "; BLEU and ROUGE, because our questions and answers are composed from a knowledge"
                + " file and repeat their wording, which is easy to learn."));
    figures.losses(
        page,
        "bacterial-vqa",
        runs,
        runs.ended().stream().filter(run -> run.name().startsWith("bacterial-vqa-")).toList());
  }

  private String encoders() {
    List<String> names =
        runs.ended().stream()
            .filter(run -> run.name().startsWith("bacterial-vqa-"))
            .flatMap(run -> run.texts().stream())
            .flatMap(texts -> texts.part("bertscore").stream())
            .flatMap(score -> score.part("encoder").stream())
            .flatMap(encoder -> encoder.text("name").stream())
            .distinct()
            .map(Markdown::escaped)
            .toList();
    return names.isEmpty() ? "" : " (ours: " + String.join(", ", names) + ")";
  }

  private void pigmented() throws IOException {
    page.heading(2, "pigmented8: which of 8 pigmented conditions")
        .paragraph(
            "Precision, recall, specificity, F1 and AUC are means over the classes; the published"
                + " precision, recall and specificity are in per cent.");
    comparison(
        "pigmented8",
        "recipe",
        List.of(
            Column.percent("precision", "macro_precision"),
            Column.percent("recall", "macro_recall"),
            Column.percent("specificity", "macro_specificity"),
            new Column("F1", "macro_f1", 3, 1),
            new Column("AUC", "roc_auc_macro", 3, 1)));
    page.paragraph(MelanomaNote.PUBLISHED);
    for (Run run : runs.of("pigmented8")) {
      MelanomaNote.of(runs, run).ifPresent(page::paragraph);
    }
    page.points(
        List.of(
            "Comparable: what the columns are called and how they are computed; the split by class"
                + " and patient.",
            "Not comparable: 979 photographs of patients, cropped by hand, with drawn pictures whose"
                + " classes differ by what the program draws."));
    figures.losses(page, "pigmented8", runs, runs.of("pigmented8"));
    figures.best(page, "pigmented8", runs, runs.of("pigmented8"));
  }

  private void extraction() throws IOException {
    page.heading(2, "lesion-extract: the lesion's features as JSON")
        .paragraph("BERTScore F1 of every field. Missing: share of answers without the field.");
    missing += runs.of("lesion-extract").isEmpty() ? 1 : 0;
    new FieldTable(runs).write(page);
    page.points(
        List.of(
            "Comparable: which fields are easier than which, for one model.",
            "Not comparable: the means. BERTScore depends on its encoder, and ours is another; our"
                + " values are drawn from short lists, so that an exact match is common; a field"
                + " that is missing counts here, and it is not said what it counted there."));
    figures.losses(page, "lesion-extract", runs, runs.of("lesion-extract"));
  }

  private void modalities() throws IOException {
    page.heading(2, "mm-skin: questions and labels given at call time, three modalities")
        .paragraph(
            "Published: an average gain of 12.6% over general and medical models on 8 data sets,"
                + " with question answering, supervised and zero-shot classification. No figure by"
                + " modality stands there that ours could be set beside.");
    missing += runs.of("mm-skin").isEmpty() ? 1 : 0;
    new ModalityTable(runs).write(page);
    page.points(
        List.of(
            "Comparable: our modalities with one another.",
            "Not comparable: anything with the publication. A gain over other models was not"
                + " measured here, and what is called zero-shot has labels listed at call time whose"
                + " classes the pictures of the training had too."));
    figures.losses(page, "mm-skin", runs, runs.of("mm-skin"));
  }

  private void comparison(String system, String first, List<Column> columns) throws IOException {
    Comparison comparison = new Comparison(runs, system, columns);
    comparison.write(page, first);
    missing += comparison.missing();
  }
}
