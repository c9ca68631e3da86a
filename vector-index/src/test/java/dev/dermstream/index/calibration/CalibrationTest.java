package dev.dermstream.index.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
  @Test
  void knownImagesAreWithinTheDistanceAsOftenAsAsked() {
    SplittableRandom random = new SplittableRandom(21);
    Calibration fitted =
        Calibration.fit(
            new DrawnEvidence(random, 0.1).draw(2_000), new CalibrationSettings(0.9, 3, 0.95, 0.1));
    HeldOut fresh = new DrawnEvidence(random, 0.1).draw(5_000);

    double known =
        DoubleStream.of(fresh.neighborDistance())
            .filter(each -> !fitted.apply(fresh.evidence().getFirst(), each).outside())
            .count();

    assertThat(known / fresh.count()).isBetween(0.94, 0.96);
    assertThat(fitted.distance().neighbor()).isEqualTo(3);
  }

  @Test
  void fartherIsNeverMoreKnown() {
    NeighborThreshold threshold = new NeighborThreshold(1, 0.95, 0.2);

    assertThat(threshold.isOutside(0)).isFalse();
    assertThat(threshold.isOutside(0.2)).isFalse();
    assertThat(threshold.isOutside(Math.nextUp(0.2))).isTrue();
    assertThat(threshold.isOutside(NeighborThreshold.FARTHEST)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.95, 0.065, coverage 0.0",
    "1, 10, 0.95, 0.065, coverage 1.0",
    "NaN, 10, 0.95, 0.065, coverage NaN",
    "-0.1, 10, 0.95, 0.065, coverage -0.1",
    "0.9, 0, 0.95, 0.065, neighbor 0",
    "0.9, 101, 0.95, 0.065, neighbor 101",
    "0.9, 10, 1.5, 0.065, true-positive rate 1.5",
    "0.9, 10, 0.95, 0, temperature 0.0",
    "0.9, 10, 0.95, Infinity, temperature Infinity",
    "0.9, 10, 0.95, NaN, temperature NaN",
  })
  void namesTheSettingOutOfRange(
      double coverage, int neighbor, double rate, double temperature, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CalibrationSettings(coverage, neighbor, rate, temperature))
        .withMessageContaining(named);
  }

  @Test
  void namesTheImageOrClassThatDoesNotFit() {
    ClassConfidence one = DrawnEvidence.two(0.7, 0.5);
    refused(new int[] {0, 1}, List.of(one), new int[] {2}, 0, "row 0 has class 2");
    refused(new int[] {0, 1}, List.of(one), new int[] {0}, 0, "class 1 of the index has no");
    refused(new int[] {0}, List.of(one), new int[] {0, 0}, 0, "1 embeddings do not fit 2");
    refused(new int[] {0}, List.of(one), new int[] {0}, Double.NaN, "row 0 has the neighbour");
  }

  private static void refused(
      int[] idCodes, List<ClassConfidence> evidence, int[] classOf, double distance, String why) {
    double[] distances = new double[evidence.size()];
    Arrays.fill(distances, distance);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeldOut(idCodes, evidence, classOf, distances))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 18})
  void tooFewImagesForADistanceAreRefused(int count) {
    HeldOut few = new DrawnEvidence(new SplittableRandom(22), 0.1).draw(count);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.fit(few, new CalibrationSettings(0.5, 1, 0.95, 0.1)))
        .withMessageContaining(count + " held-out embeddings are too few for a distance");
  }
}
