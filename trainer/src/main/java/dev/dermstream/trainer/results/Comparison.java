package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Published rows and under them ours, recipe by recipe: a run's figures with their intervals, or a
 * row that says that there is no run.
 */
final class Comparison {
  /** In place of a figure that nobody has. */
  static final String NOTHING = "-";

  /** Published of a model that no recipe of this project trains. */
  private static final String UNTUNED = "untuned";

  private final Runs runs;
  private final String system;
  private final List<Column> columns;
  private int missing;

  Comparison(Runs runs, String system, List<Column> columns) {
    this.runs = runs;
    this.system = system;
    this.columns = List.copyOf(columns);
  }

  /** Adds the table; the first column is called as given. */
  void write(Markdown page, String first) throws IOException {
    List<String> head = new ArrayList<>(List.of(first, "by"));
    columns.forEach(column -> head.add(column.head()));
    List<Published> published = Published.of(system);
    Set<String> recipes = new LinkedHashSet<>();
    published.forEach(row -> recipes.add(row.recipe()));
    List<List<String>> rows = new ArrayList<>();
    for (String recipe : recipes) {
      published.stream()
          .filter(row -> row.recipe().equals(recipe))
          .forEach(row -> rows.add(theirs(row)));
      if (!recipe.equals(UNTUNED)) {
        rows.addAll(ours(recipe));
      }
    }
    page.table(2, head, rows);
  }

  private List<String> theirs(Published row) {
    List<String> cells = new ArrayList<>(List.of(shortName(row.recipe()), row.model()));
    columns.forEach(column -> cells.add(row.value(column.key())));
    return cells;
  }

  private List<List<String>> ours(String recipe) {
    List<Run> found = runs.of(recipe);
    if (found.isEmpty()) {
      missing++;
      List<String> cells =
          new ArrayList<>(List.of(shortName(recipe), "this project: no run of " + recipe));
      cells.addAll(Collections.nCopies(columns.size(), NOTHING));
      return List.of(cells);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Run run : found) {
      List<String> cells = new ArrayList<>(List.of(shortName(recipe), runs.called(run)));
      columns.forEach(column -> cells.add(column.cell(run)));
      rows.add(cells);
    }
    return rows;
  }

  /** What tells the recipes of one system apart. */
  private String shortName(String recipe) {
    String rest = recipe.startsWith(system + "-") ? recipe.substring(system.length() + 1) : recipe;
    return rest.length() == 1 ? rest.toUpperCase(Locale.ROOT) : rest.replace('-', ' ');
  }

  /** Recipes without a run, after {@link #write}. */
  int missing() {
    return missing;
  }
}
