package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Measure;
import dev.dermstream.trainer.report.Measures;
import dev.dermstream.trainer.report.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** BERTScore F1 of every field of {@code lesion-extract}, published and ours. */
final class FieldTable {
  private static final String RECIPE = "lesion-extract";
  private static final String OVERALL = "overall";
  private static final String SCORE = "bertscore_f1";

  private final Runs runs;

  FieldTable(Runs runs) {
    this.runs = runs;
  }

  void write(Markdown page) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Published row : Published.of(RECIPE)) {
      String field = row.value("field");
      rows.add(
          List.of(
              field,
              row.model(),
              row.value("mean"),
              row.value("minimum"),
              row.value("maximum"),
              row.value("standard_deviation"),
              Comparison.NOTHING));
      for (Run run : runs.of(RECIPE)) {
        rows.add(ours(field, run));
      }
      if (runs.of(RECIPE).isEmpty()) {
        rows.add(List.of(field, "this project: no run of " + RECIPE, "-", "-", "-", "-", "-"));
      }
    }
    page.table(
        2,
        List.of("field", "by", "mean", "minimum", "maximum", "standard deviation", "missing"),
        rows);
  }

  private List<String> ours(String field, Run run) {
    Optional<Measures> part =
        run.texts()
            .flatMap(all ->
                field.equals(OVERALL)
                    ? all.part("fields_overall")
                    : all.part("fields").flatMap(fields -> fields.part(field)));
    Optional<Measures> score = part.flatMap(found -> found.part(SCORE));
    return List.of(
        field,
        runs.called(run),
        cell(score, "mean"),
        cell(score, "minimum"),
        cell(score, "maximum"),
        cell(score, "standard_deviation"),
        part.flatMap(found -> found.figure("missing"))
            .map(share -> share.text(1, 100) + "%")
            .orElse(Comparison.NOTHING));
  }

  private static String cell(Optional<Measures> score, String name) {
    Optional<Measure> measure = score.flatMap(found -> found.figure(name));
    return measure.map(found -> found.text(4, 1)).orElse(Comparison.NOTHING);
  }
}
