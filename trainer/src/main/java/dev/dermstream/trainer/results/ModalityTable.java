package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Measures;
import dev.dermstream.trainer.report.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Figures of {@code mm-skin} by modality; nothing of the kind was published to stand beside them.
 */
final class ModalityTable {
  private static final String RECIPE = "mm-skin";
  private static final String BY_MODALITY = "by_modality";

  private final Runs runs;

  ModalityTable(Runs runs) {
    this.runs = runs;
  }

  void write(Markdown page) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs.of(RECIPE)) {
      rows.add(row("all", run, run.classification(), run.texts()));
      TreeSet<String> modalities = new TreeSet<>();
      run.classification().ifPresent(all -> modalities.addAll(all.partsOf(BY_MODALITY)));
      run.texts().ifPresent(all -> modalities.addAll(all.partsOf(BY_MODALITY)));
      for (String modality : modalities) {
        rows.add(
            row(modality, run, part(run.classification(), modality), part(run.texts(), modality)));
      }
    }
    if (rows.isEmpty()) {
      rows.add(List.of("all", "this project: no run of " + RECIPE, "-", "-", "-", "-", "-", "-"));
    }
    page.table(
        2,
        List.of(
            "modality",
            "by",
            "pictures",
            "zero-shot accuracy",
            "answers",
            "answers matched",
            "BLEU",
            "ROUGE-L"),
        rows);
  }

  private static Optional<Measures> part(Optional<Measures> of, String modality) {
    return of.flatMap(all -> all.part(BY_MODALITY)).flatMap(parts -> parts.part(modality));
  }

  private List<String> row(
      String modality, Run run, Optional<Measures> classified, Optional<Measures> texts) {
    return List.of(
        modality,
        runs.called(run),
        count(classified, "samples"),
        figure(classified, "accuracy", 4),
        count(texts, "texts"),
        figure(texts, "semantic_matching_accuracy", 4),
        figure(texts, "corpus_bleu", 2),
        figure(texts, "rougeL_f1", 4));
  }

  private static String count(Optional<Measures> of, String name) {
    return of.flatMap(all -> all.count(name)).map(String::valueOf).orElse(Comparison.NOTHING);
  }

  private static String figure(Optional<Measures> of, String name, int decimals) {
    return of.flatMap(all -> all.figure(name))
        .map(found -> found.text(decimals, 1))
        .orElse(Comparison.NOTHING);
  }
}
