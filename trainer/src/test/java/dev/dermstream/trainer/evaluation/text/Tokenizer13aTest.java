package dev.dermstream.trainer.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected tokens are those of the Python expressions that define the tokenizer. */
class Tokenizer13aTest {
  @Test
  void numbersStayWholeAndSymbolsStandAlone() {
    assertThat(Tokenizer13a.tokens("Size: 3.14 mm, 1,000 cells (2-3 per field)!"))
        .containsExactly(
            "Size", ":", "3.14", "mm", ",", "1,000", "cells", "(", "2", "-", "3", "per", "field",
            ")", "!");
  }

  @Test
  void wordsKeepHyphensAndApostrophesAndEntitiesAreRead() {
    assertThat(Tokenizer13a.tokens("stuck-on, U.S.A. don't &quot;x&quot; a/b"))
        .containsExactly(
            "stuck-on", ",", "U", ".", "S", ".", "A", ".", "don't", "\"", "x", "\"", "a", "/", "b");
  }

  @Test
  void otherScriptsArePartedAtAnyWhiteSpace() {
    assertThat(Tokenizer13a.tokens("흑색종, 3mm.")).containsExactly("흑색종", ",", "3mm", ".");
    assertThat(Tokenizer13a.tokens("Cap.\u3000x\u00a0y_z~{q}"))
        .containsExactly("Cap", ".", "x", "y", "_", "z", "~", "{", "q", "}");
  }

  @Test
  void pointsInARowAreTokensEach() {
    assertThat(Tokenizer13a.tokens("...a,,b")).containsExactly(".", ".", ".", "a", ",", ",", "b");
    assertThat(Tokenizer13a.tokens("")).isEmpty();
  }
}
