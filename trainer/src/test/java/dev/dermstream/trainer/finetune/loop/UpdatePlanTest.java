package dev.dermstream.trainer.finetune.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdatePlanTest {
  private static final int[] LENGTHS = IntStream.range(0, 103).map(i -> i * 37 % 50).toArray();

  @Test
  void everyPassDrawsEveryExampleOnceAndNoPassIsAsTheOther() {
    UpdatePlan plan = new UpdatePlan(LENGTHS, 8, 8, 206, 5);
    List<Integer> drawn = new ArrayList<>();
    for (int step = 0; step < 26; step++) {
      plan.update(step).forEach(draw -> drawn.add(draw.example()));
    }

    assertThat(drawn).hasSize(206);
    List<Integer> all = IntStream.range(0, 103).boxed().toList();
    assertThat(drawn.subList(0, 103)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(drawn.subList(103, 206)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(drawn.subList(0, 103)).isNotEqualTo(drawn.subList(103, 206));
    assertThat(plan.update(26)).isEmpty();
  }

  @Test
  void aPlanThatBeginsLaterDrawsTheSame() {
    UpdatePlan whole = new UpdatePlan(LENGTHS, 4, 4, 1000, 9);
    for (int step = 0; step < 60; step++) {
      whole.update(step);
    }

    assertThat(new UpdatePlan(LENGTHS, 4, 4, 1000, 9).update(60)).isEqualTo(whole.update(60));
    assertThat(new UpdatePlan(LENGTHS, 4, 4, 1000, 10).update(60)).isNotEqualTo(whole.update(60));
  }

  @Test
  void sequencesOfLikeLengthShareABatch() {
    assertThat(padding(new UpdatePlan(LENGTHS, 8, 8, 96, 3)))
        .isLessThan(padding(new UpdatePlan(LENGTHS, 8, 1, 96, 3)) / 4);
  }

  private static int padding(UpdatePlan plan) {
    int padding = 0;
    for (int step = 0; step < 12; step++) {
      int[] lengths =
          plan.update(step).stream().mapToInt(draw -> LENGTHS[draw.example()]).toArray();
      int longest = IntStream.of(lengths).max().orElseThrow();
      padding += IntStream.of(lengths).map(length -> longest - length).sum();
    }
    return padding;
  }
}
