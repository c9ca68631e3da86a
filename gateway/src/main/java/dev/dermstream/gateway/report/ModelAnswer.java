package dev.dermstream.gateway.report;

import dev.dermstream.v1.RecordField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model said in its text, and nothing that it did not say. Written by a model, so every
 * part may be missing or wrong.
 *
 * @param label the class that the model named, or null if it named none or contradicted itself
 * @param summary the complete summary, the whole text where it is not XML, or null
 * @param fields of a record, in its order, without the summary; empty for other forms
 */
record ModelAnswer(@Nullable SaidLabel label, @Nullable String summary, List<RecordField> fields) {
  ModelAnswer {
    fields = List.copyOf(fields);
  }

  /** Of a form without fields. */
  ModelAnswer(@Nullable SaidLabel label, @Nullable String summary) {
    this(label, summary, List.of());
  }

  static final ModelAnswer NOTHING = new ModelAnswer(null, null);

  /**
   * @param idCode the class code as written
   * @param scorePercent 0 to 100 as written, 0 where none in range was written
   * @param name the class name as written, or null if the text broke off before its end
   */
  record SaidLabel(int idCode, double scorePercent, @Nullable String name) {}
}
