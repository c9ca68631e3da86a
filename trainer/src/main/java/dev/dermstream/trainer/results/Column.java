package dev.dermstream.trainer.results;

import dev.dermstream.trainer.report.Measure;
import dev.dermstream.trainer.report.Run;
import java.util.Optional;

/**
 * A column of a comparison.
 *
 * @param head what people call the figure
 * @param key its name in the files of a run, and among the published
 * @param decimals behind the point
 * @param scale of the published figures: 1, or 100 for per cent
 */
record Column(String head, String key, int decimals, double scale) {
  /** A share, 0 to 1. */
  static Column share(String head, String key) {
    return new Column(head, key, 4, 1);
  }

  /** A share in per cent. */
  static Column percent(String head, String key) {
    return new Column(head, key, 2, 100);
  }

  /** What a run has in this column. */
  String cell(Run run) {
    Optional<Measure> measure =
        run.classification()
            .flatMap(all -> all.figure(key))
            .or(() -> run.texts().flatMap(all -> all.figure(key)))
            .or(() -> run.number(key));
    return measure.map(found -> found.text(decimals, scale)).orElse(Comparison.NOTHING);
  }
}
