package dev.dermstream.command;

import dev.dermstream.command.ScreeningClient.Outcome;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import java.util.List;

/**
 * A row of a data set and what a system made of it.
 *
 * @param screened report on the image, or why there is none
 * @param asked the questions that were put, none where there is no report
 */
record ServedRow(ManifestRow row, ScreenedFile screened, List<Asked> asked) {
  ServedRow {
    asked = List.copyOf(asked);
  }

  /** A question of the row and what came back. */
  record Asked(QuestionAnswer question, Outcome<SaidAnswer> outcome) {}

  /** Whose image it is, else from which paper; empty if nobody knows. */
  String group() {
    return row.patient().isEmpty() ? row.paper() : row.patient();
  }
}
