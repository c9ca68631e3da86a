package dev.dermstream.trainer.evaluation.text;

import java.util.List;

/**
 * A text and what it should have said. What is not known is empty.
 *
 * @param line in its file, from 1; the fields of one extraction share theirs
 * @param identifier of the image or question
 * @param reference not blank
 * @param candidate may be empty
 * @param group patient or paper
 * @param modality how the image was taken
 * @param language a language tag
 * @param kind what it is, where a file holds several kinds, for example {@code summary}
 * @param distractors wrong answers that a free answer is told from
 * @param field of an extraction
 * @param state of the field; WRITTEN where there is no field
 */
record TextRow(
    int line,
    String identifier,
    String reference,
    String candidate,
    String group,
    String modality,
    String language,
    String kind,
    List<String> distractors,
    String field,
    State state) {
  /** What became of a field of an extraction. */
  enum State {
    WRITTEN,
    /** The answer has no such field. */
    MISSING,
    /** The whole answer is no JSON object of texts. */
    UNPARSEABLE
  }

  TextRow {
    distractors = List.copyOf(distractors);
  }

  /** One field of an extraction. */
  TextRow withField(String name, String wanted, String written, State found) {
    return new TextRow(
        line, identifier, wanted, written, group, modality, language, kind, List.of(), name, found);
  }

  /** Whether the words are Korean: as the row says, else by the script of most letters. */
  boolean korean() {
    if (!language.isEmpty()) {
      return language.equals("ko") || language.startsWith("ko-");
    }
    long hangul = reference.codePoints().filter(KoreanTokenizer::isHangul).count();
    long latin =
        reference
            .codePoints()
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
            .count();
    return hangul > latin;
  }
}
