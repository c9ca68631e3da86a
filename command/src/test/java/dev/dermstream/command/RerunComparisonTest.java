package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.audit.chain.Area;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Lesion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.audit.chain.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RerunComparisonTest {
  private static final Origin ORIGIN =
      new Origin("tumour15", "r-1", "a@1", "node-1", "OnnxRuntime 1.29.0 cpu");
  private static final Area BOX = new Area(true, 1, 2, 30, 40);

  @Test
  void anotherNodeAndEngineAreToldAndDoNotCount() {
    Origin elsewhere = new Origin("tumour15", "r-1", "a@1", "node-2", "PyTorch 2.7.1 cpu");

    RerunComparison comparison = compared(answer(ORIGIN, 6, 88, BOX, 12));
    RerunComparison other = compared(answer(elsewhere, 6, 88, BOX, 12));

    assertThat(comparison.same()).isTrue();
    assertThat(other.same()).isTrue();
    assertThat(other.same("engine") || other.same("node")).isFalse();
  }

  @Test
  void theLastDigitOfAScoreIsADifferenceOfNothingElse() {
    RerunComparison comparison = compared(answer(ORIGIN, 6, Math.nextUp(88.0), BOX, 12));

    assertThat(comparison.same()).isFalse();
    assertThat(comparison.sameButForScores()).isTrue();
    assertThat(comparison.largestDifference()).isPositive().isLessThan(1e-12);
  }

  @Test
  void theScoreOfAFurtherLesionCountsAsAnyOther() {
    RerunComparison comparison = compared(answer(ORIGIN, 6, 88, BOX, 12.5));

    assertThat(comparison.sameButForScores()).isTrue();
    assertThat(comparison.largestDifference()).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void labelRegionAdapterAndMissingScoresAreDifferencesOfTheAnswer() {
    Origin adapted = new Origin("tumour15", "r-1", "a@2", "node-1", "OnnxRuntime 1.29.0 cpu");
    for (Conclusion other :
        List.of(
            answer(ORIGIN, 5, 88, BOX, 12),
            answer(ORIGIN, 6, 88, new Area(true, 1, 2, 30, 41), 12),
            answer(adapted, 6, 88, BOX, 12),
            Conclusion.answered(ORIGIN, BOX))) {
      assertThat(compared(other).sameButForScores()).as("%s", other).isFalse();
      assertThat(compared(other).same()).as("%s", other).isFalse();
    }
    assertThat(compared(answer(ORIGIN, 6, 88, null, 12)).same("region")).isFalse();
  }

  private static RerunComparison compared(Conclusion now) {
    return RerunComparison.of(answer(ORIGIN, 6, 88, BOX, 12), now);
  }

  private static Conclusion answer(
      Origin origin, int label, double score, @Nullable Area region, double further) {
    return new Conclusion(
        Outcome.ANSWERED,
        "",
        origin,
        new Score(label, score),
        label,
        List.of(new Score(1, 100 - score), new Score(label, score)),
        region,
        List.of(new Lesion(new Area(true, 50, 60, 7, 8), Outcome.ANSWERED, new Score(1, further))));
  }
}
