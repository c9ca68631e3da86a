package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionGuardTest {
  private static final int WINDOW = 64;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16})
  void catchesARunOnceItFillsTheWindow(int run) {
    int before = 100;

    assertThat(caughtAt(i -> i < before ? 1000 + i : i % run, 500)).isEqualTo(before + WINDOW);
  }

  @Test
  void leavesARunAloneThatIsLongerThanAQuarterOfTheWindow() {
    assertThat(caughtAt(i -> i % 17, 500)).isEqualTo(-1);
  }

  @Test
  void leavesARunAloneThatIsBrokenOffOneTokenEarly() {
    assertThat(caughtAt(i -> i % WINDOW == WINDOW - 1 ? -i : i % 2, 1000)).isEqualTo(-1);
  }

  @Test
  void leavesRandomTextOfFewWordsAlone() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      assertThat(caughtAt(i -> random.nextInt(3), 5000)).as("seed %d", seed).isEqualTo(-1);
    }
  }

  @Test
  void catchesNothingWithoutAWindow() {
    RepetitionGuard off = new RepetitionGuard(0);
    for (int i = 0; i < 1000; i++) {
      assertThat(off.caught(7)).isFalse();
    }
  }

  /** After how many tokens, or -1. */
  private static int caughtAt(IntUnaryOperator tokens, int count) {
    RepetitionGuard guard = new RepetitionGuard(WINDOW);
    for (int i = 0; i < count; i++) {
      if (guard.caught(tokens.applyAsInt(i))) {
        return i + 1;
      }
    }
    return -1;
  }
}
