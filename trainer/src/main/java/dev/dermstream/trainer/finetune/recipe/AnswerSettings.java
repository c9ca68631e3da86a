package dev.dermstream.trainer.finetune.recipe;

import java.util.List;

/**
 * What is asked and learnt.
 *
 * @param forms at least one
 * @param together how they share the pictures
 * @param lossOn which tokens the loss is of
 * @param fields of the manifest that a record holds, in their order
 * @param clusterImages most training images whose clusters give the scores of reports
 */
public record AnswerSettings(
    List<AnswerForm> forms,
    Together together,
    LossOn lossOn,
    List<String> fields,
    int clusterImages) {
  public AnswerSettings {
    forms = List.copyOf(forms);
    fields = List.copyOf(fields);
  }

  /** Whether one of the forms is this. */
  public boolean has(AnswerForm form) {
    return forms.contains(form);
  }
}
