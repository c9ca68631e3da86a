package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;

/** Writes texts of rows. Thread-safe. */
@FunctionalInterface
public interface TextSource {
  /**
   * Writes what is wanted.
   *
   * @param known the row's class
   * @throws IOException if nothing can be written any more, for this row or another
   * @throws InterruptedException if the run was stopped
   */
  Written write(ManifestRow row, ClassKnowledge known, TextLanguage language, Wanted wanted)
      throws IOException, InterruptedException;
}
