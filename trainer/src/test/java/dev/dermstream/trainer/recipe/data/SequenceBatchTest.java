package dev.dermstream.trainer.recipe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceBatchTest {
  private static final long OUT = TokenSequence.IGNORED;

  @Test
  void labelsTheAnswerAndNothingElse() {
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new int[] {10, 11, 12}, new int[] {20, 21}),
                TokenSequence.of(new int[] {10}, new int[] {22})),
            9);

    assertThat(batch.ids()).isDeepEqualTo(new long[][] {{10, 11, 12, 20, 21}, {10, 22, 9, 9, 9}});
    assertThat(batch.mask()).isDeepEqualTo(new long[][] {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}});
    assertThat(batch.labels())
        .isDeepEqualTo(new long[][] {{OUT, OUT, OUT, 20, 21}, {OUT, 22, OUT, OUT, OUT}});
  }

  @Test
  void aSequenceNeedsAPromptAndAnAnswer() {
    assertThatThrownBy(() -> TokenSequence.of(new int[] {1}, new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TokenSequence.of(new int[0], new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
