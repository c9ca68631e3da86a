package dev.dermstream.index.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConformalSetsTest {
  private static final double T = DrawnEvidence.PUBLISHED;

  @ParameterizedTest
  @CsvSource({"9, 0.9, 9", "10, 0.9, 10", "19, 0.95, 19", "99, 0.9, 90", "100, 0.9, 91"})
  void theQuantileIsTheOneOfTheTheorem(int n, double coverage, double rank) {
    double[] scores = DoubleStream.iterate(n, score -> score - 1).limit(n).toArray();

    assertThat(ConformalQuantile.of(scores, coverage)).hasValue(rank);
  }

  @ParameterizedTest
  @CsvSource({"8, 0.9", "18, 0.95", "0, 0.5"})
  void tooFewScoresHaveNoQuantile(int n, double coverage) {
    assertThat(ConformalQuantile.of(new double[n], coverage)).isEmpty();
  }

  /** For continuous scores the mean coverage is ceil((n + 1) c) / (n + 1), whatever they mean. */
  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.8, 0.9, 0.95})
  void coversExchangeableImagesAsPromised(double coverage) {
    int calibrated = 199;
    int tried = 400;
    int rounds = 60;
    SplittableRandom random = new SplittableRandom(11);
    double covered = 0;
    for (int round = 0; round < rounds; round++) {
      ConformalSets sets = ConformalSets.fit(drawn(random, calibrated), coverage, T);
      covered += share(sets, drawn(random, tried));
    }

    assertThat(covered / rounds).isBetween(coverage - 0.015, coverage + 0.02);
  }

  /** The second class is the hard one: over both the coverage is kept, for it alone it is not. */
  @Test
  void theClassConditionalSetKeepsItsPromiseForEveryClassTheMarginalOneDoesNot() {
    SplittableRandom random = new SplittableRandom(12);
    ConformalSets sets = ConformalSets.fit(unequal(random, 4_000), 0.9, T);
    HeldOut fresh = unequal(random, 20_000);

    assertThat(coverage(fresh, 1, sets::marginal)).isLessThan(0.75);
    assertThat(coverage(fresh, 0, sets::classConditional)).isCloseTo(0.9, within(0.02));
    assertThat(coverage(fresh, 1, sets::classConditional)).isCloseTo(0.9, within(0.03));
  }

  @Test
  void moreCoverageNeverTakesAClassAway() {
    HeldOut heldOut = drawn(new SplittableRandom(13), 500);
    HeldOut fresh = drawn(new SplittableRandom(14), 200);
    List<ConformalSets> rising =
        DoubleStream.of(0.5, 0.7, 0.9, 0.99)
            .mapToObj(coverage -> ConformalSets.fit(heldOut, coverage, T))
            .toList();

    for (ClassConfidence each : fresh.evidence()) {
      for (int i = 1; i < rising.size(); i++) {
        assertThat(boxed(rising.get(i).marginal(each)))
            .containsAll(boxed(rising.get(i - 1).marginal(each)));
        assertThat(boxed(rising.get(i).classConditional(each)))
            .containsAll(boxed(rising.get(i - 1).classConditional(each)));
      }
    }
  }

  @Test
  void aClassWithTooFewImagesIsInEveryClassConditionalSet() {
    ConformalSets sets = ConformalSets.fit(withOneOfTheSecond(60), 0.9, T);

    assertThat(sets.undecided()).containsExactly(1);
    assertThat(sets.classConditional(DrawnEvidence.two(0.9, -0.9))).contains(1);
    assertThat(sets.marginal(DrawnEvidence.two(0.9, -0.9))).doesNotContain(1);
  }

  @Test
  void asksForAsManyImagesAsTheCoverageNeeds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalSets.fit(withOneOfTheSecond(8), 0.9, T))
        .withMessageContaining("8 held-out embeddings are too few for prediction sets at 0.9");
  }

  private static HeldOut drawn(SplittableRandom random, int count) {
    return new DrawnEvidence(random, 0.1).draw(count);
  }

  /** Class 0 is nine in ten and near its centroid, class 1 lies between both. */
  private static HeldOut unequal(SplittableRandom random, int count) {
    int[] classOf = IntStream.range(0, count).map(row -> row % 10 == 0 ? 1 : 0).toArray();
    List<ClassConfidence> evidence =
        Arrays.stream(classOf)
            .mapToObj(own ->
                own == 0
                    ? DrawnEvidence.two(0.7 + 0.1 * random.nextDouble(), 0.5)
                    : DrawnEvidence.two(0.5 + 0.2 * random.nextDouble(), 0.5))
            .toList();
    return new HeldOut(new int[] {0, 1}, evidence, classOf, new double[count]);
  }

  private static HeldOut withOneOfTheSecond(int count) {
    int[] classOf = new int[count];
    classOf[0] = 1;
    return new HeldOut(
        new int[] {0, 1},
        Collections.nCopies(count, DrawnEvidence.two(0.7, 0.5)),
        classOf,
        new double[count]);
  }

  private interface SetOf {
    int[] set(ClassConfidence evidence);
  }

  private static double coverage(HeldOut images, int code, SetOf sets) {
    return IntStream.range(0, images.count())
        .filter(row -> images.classOf()[row] == code)
        .mapToDouble(row -> contains(sets.set(images.evidence().get(row)), code) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static double share(ConformalSets sets, HeldOut fresh) {
    return IntStream.range(0, fresh.count())
        .mapToDouble(
            row -> contains(sets.marginal(fresh.evidence().get(row)), fresh.classOf()[row]) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static boolean contains(int[] set, int code) {
    return Arrays.stream(set).anyMatch(each -> each == code);
  }

  private static List<Integer> boxed(int[] set) {
    return Arrays.stream(set).boxed().toList();
  }
}
