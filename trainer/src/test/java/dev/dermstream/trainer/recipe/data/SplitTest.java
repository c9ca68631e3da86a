package dev.dermstream.trainer.recipe.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.lesion.LesionDataset;
import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void noPictureIsInTwoSplits() {
    long lastOfEarlier = -1;
    for (Split split : Split.values()) {
      assertThat(split.index(0)).isGreaterThan(lastOfEarlier);
      lastOfEarlier = split.index(Split.CAPACITY - 1);
      assertThat(lastOfEarlier - split.index(0)).isEqualTo(Split.CAPACITY - 1L);
    }
  }

  @Test
  void everySplitCountsItsClassesAlike() {
    for (Split split : Split.values()) {
      for (int number = 0; number < 40; number++) {
        assertThat(LesionDataset.idCode(split.index(number))).isEqualTo(number % 15);
      }
    }
  }

  @Test
  void hasNoPictureBeyondItsRange() {
    assertThatThrownBy(() -> Split.TRAINING.index(Split.CAPACITY))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Split.HELD_OUT.index(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
