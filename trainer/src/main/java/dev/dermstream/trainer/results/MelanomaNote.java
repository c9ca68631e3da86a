package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Measures;
import dev.dermstream.trainer.report.Run;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The class that must not be missed, of {@code pigmented8}, in one sentence. */
final class MelanomaNote {
  static final String PUBLISHED =
      "Published of melanoma in the test: sensitivity .94, AUC .98; of all classes nevus had the"
          + " lowest.";

  private MelanomaNote() {}

  /** What a run says of it; empty where it names no class so. */
  static Optional<String> of(Runs runs, Run run) {
    return run.classification().flatMap(all -> sentence(runs.called(run), run, all));
  }

  private static Optional<String> sentence(String called, Run run, Measures all) {
    List<String> names = run.classNames();
    for (int code = 0; code < names.size(); code++) {
      if (names.get(code).toLowerCase(Locale.ROOT).contains("melanoma")) {
        String recall = cell(all, "recall", code);
        String area = cell(all, "roc_auc_ovr", code);
        return Optional.of(
            "%s, %s: sensitivity %s, AUC %s."
                .formatted(called, Markdown.escaped(names.get(code)), recall, area));
      }
    }
    return Optional.empty();
  }

  private static String cell(Measures all, String name, int code) {
    return all.element(name, code).map(found -> found.text(4, 1)).orElse("undefined");
  }
}
