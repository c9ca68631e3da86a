package dev.dermstream.trainer.finetune.data;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.List;

/**
 * The rows of a run, which share no group.
 *
 * @param training whose answers are learnt
 * @param validation on which the loss is followed
 * @param test that is answered at the end
 */
public record Sides(
    List<ManifestRow> training, List<ManifestRow> validation, List<ManifestRow> test) {
  public Sides {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }
}
