package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Measure;
import dev.dermstream.trainer.report.Run;
import java.util.List;
import java.util.Locale;

/** What the runs were made of, one a row. */
final class RunTable {
  private static final double MILLION = 1e6;
  private static final double GIB = 1L << 30;

  private RunTable() {}

  static void write(Markdown page, Runs runs) {
    page.table(
        3,
        List.of(
            "run",
            "recipe",
            "settings",
            "images",
            "examples",
            "steps",
            "best step",
            "parameters of the base (millions)",
            "trained (millions)",
            "minutes",
            "processors",
            "peak memory (GiB)"),
        runs.ended().stream().map(RunTable::row).toList());
    if (!runs.unfinished().isEmpty()) {
      page.paragraph(
          "Begun and not ended, and in no table: "
              + Markdown.escaped(String.join(", ", runs.unfinished()))
              + ".");
    }
  }

  private static List<String> row(Run run) {
    return List.of(
        String.valueOf(run.folder().getFileName()),
        run.name(),
        run.value("variant"),
        whole(run, "training_images"),
        whole(run, "examples"),
        whole(run, "steps"),
        whole(run, "best_step"),
        part(run, "base_parameters", MILLION, 2),
        part(run, "trainable_parameters", MILLION, 2),
        part(run, "minutes", 1, 1),
        whole(run, "processors"),
        part(run, "peak_memory_bytes", GIB, 1));
  }

  private static String whole(Run run, String key) {
    return run.number(key)
        .map(found -> String.format(Locale.ROOT, "%,d", Math.round(found.value())))
        .orElse(Comparison.NOTHING);
  }

  private static String part(Run run, String key, double of, int decimals) {
    return run.number(key)
        .map(Measure::value)
        .map(value -> String.format(Locale.ROOT, "%." + decimals + "f", value / of))
        .orElse(Comparison.NOTHING);
  }
}
