package dev.dermstream.gateway.report;

import org.jspecify.annotations.Nullable;

/**
 * What the model said in its text, and nothing that it did not say. Written by a model, so every
 * part may be missing or wrong.
 *
 * @param label the class that the model named, or null if it named none or contradicted itself
 * @param summary the complete summary, the whole text where it is not XML, or null
 */
record ModelAnswer(@Nullable SaidLabel label, @Nullable String summary) {

  static final ModelAnswer NOTHING = new ModelAnswer(null, null);

  /**
   * @param idCode the class code as written
   * @param scorePercent 0 to 100 as written, 0 where none in range was written
   * @param name the class name as written, or null if the text broke off before its end
   */
  record SaidLabel(int idCode, double scorePercent, @Nullable String name) {}
}
