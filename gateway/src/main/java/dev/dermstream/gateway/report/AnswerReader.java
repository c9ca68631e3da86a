package dev.dermstream.gateway.report;

import dev.dermstream.gateway.report.ModelAnswer.SaidLabel;
import java.util.Optional;

/**
 * Reads what a model wrote, whichever output form its profile has: the name or the code of one
 * class and nothing else, a JSON record, or the XML report; anything else is a summary in plain
 * words.
 */
final class AnswerReader {
  private AnswerReader() {}

  /** Never throws, whatever the text. */
  static ModelAnswer read(String text, LabelSet labels) {
    String stripped = text.strip();
    Optional<SaidLabel> alone = labels.named(stripped).or(() -> labels.coded(stripped));
    if (alone.isPresent()) {
      return new ModelAnswer(alone.get(), null);
    }
    return stripped.startsWith("{")
        ? RecordAnswerParser.parse(stripped, labels)
        : ModelAnswerParser.parse(text);
  }
}
