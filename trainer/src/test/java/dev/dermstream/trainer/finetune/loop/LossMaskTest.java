package dev.dermstream.trainer.finetune.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.finetune.recipe.LossOn;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossMaskTest {
  private static final int IMAGE = 5;
  private static final TokenSequence LONG =
      TokenSequence.of(new int[] {1, IMAGE, IMAGE, 20}, new int[] {30, 31, 2});
  private static final TokenSequence SHORT =
      TokenSequence.of(new int[] {1, IMAGE, IMAGE}, new int[] {40, 2});

  @Test
  void theAnswerAloneIsLearnt() {
    LossMask mask = new LossMask(LossOn.ANSWER, 0, IMAGE);

    assertThat(mask.batch(List.of(LONG, SHORT)).labels())
        .isDeepEqualTo(
            new long[][] {
              {-100, -100, -100, -100, 30, 31, 2}, {-100, -100, -100, 40, 2, -100, -100}
            });
    assertThat(mask.count(LONG)).isEqualTo(3);
  }

  @Test
  void ofThePromptTooButNeverTheImageNorThePadding() {
    LossMask mask = new LossMask(LossOn.PROMPT_AND_ANSWER, 0, IMAGE);

    SequenceBatch batch = mask.batch(List.of(LONG, SHORT));

    assertThat(batch.labels())
        .isDeepEqualTo(
            new long[][] {
              {-100, -100, -100, 20, 30, 31, 2}, {-100, -100, -100, 40, 2, -100, -100}
            });
    assertThat(batch.mask()[1]).containsExactly(1, 1, 1, 1, 1, 0, 0);
    assertThat(mask.count(LONG)).isEqualTo(4);
    assertThat(mask.count(SHORT)).isEqualTo(2);
  }
}
