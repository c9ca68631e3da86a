package dev.dermstream.loadtest.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class QueueModelTest {
  private static final BatchCurve BATCHING = new BatchCurve(60, 5);
  private static final int UNBOUNDED = 1_000_000;

  @Test
  void waitsAsLongAsPollaczekAndKhinchineSayWhereNothingIsBatched() {
    Shape shape = new Shape(1, 1, 1, 0, UNBOUNDED, 0);

    Prediction at = predict(new BatchCurve(10, 0), shape, 0, new Demand.Poisson(80, 1), 4000);

    assertThat(at.utilisation()).isCloseTo(.8, within(.01));
    assertThat(at.latencies().getMean() / 1000)
        .isCloseTo(10 + Formulas.meanWaitMillis(.8, 10), withPercentage(4));
  }

  @Test
  void waitsAboutAsLongAsAllenAndCunneenSayForSeveralWorkers() {
    Shape shape = new Shape(1, 4, 1, 0, UNBOUNDED, 0);

    Prediction at = predict(new BatchCurve(10, 0), shape, 0, new Demand.Poisson(320, 1), 1500);

    double wait = at.latencies().getMean() / 1000 - 10;
    assertThat(wait).isCloseTo(Formulas.meanWaitMillis(4, .8, 10, 1, 0), withPercentage(10));
  }

  @Test
  void obeysLittlesLawWhateverTheBatches() {
    Prediction at = predict(BATCHING, Shape.of(2, 1, 8, 2), 0, new Demand.Poisson(110, 3), 600);

    assertThat(Formulas.inside(at.perSecond(), at.latencies().getMean() / 1000))
        .isCloseTo(at.meanInside(), withPercentage(1));
  }

  @Test
  void givesWhatAllDevicesCanDoToMoreCallersThanTheyHold() {
    Shape shape = Shape.of(1, 1, 8, 2);

    Prediction at = predict(BATCHING, shape, 0, new Demand.Closed(32), 100);

    assertThat(shape.capacity(BATCHING)).isEqualTo(80);
    assertThat(at.perSecond()).isCloseTo(80, withPercentage(1));
    assertThat(at.meanBatch()).isCloseTo(8, within(.05));
    // Little's law: 32 callers at 80 images/s.
    assertThat(at.millis(50)).isCloseTo(400, withPercentage(1));
    assertThat(at.utilisation()).isCloseTo(1, within(.01));
  }

  @Test
  void makesLargerBatchesTheMoreComes() {
    Shape shape = Shape.of(1, 1, 8, 0);

    Prediction few = predict(BATCHING, shape, 3, new Demand.Poisson(1, 1), 300);
    Prediction many = predict(BATCHING, shape, 3, new Demand.Poisson(64, 1), 300);

    assertThat(few.meanBatch()).isLessThan(1.1);
    assertThat(few.millis(10)).isCloseTo(65 + 3, within(.2));
    assertThat(many.meanBatch()).isGreaterThan(4);
    assertThat(many.refused()).isZero();
  }

  @Test
  void waitsForCompanyOnlyWhereThatPays() {
    Shape patient = Shape.of(1, 1, 8, 20);
    BatchCurve flat = new BatchCurve(10, 0);

    double batching = predict(flat, patient, 0, new Demand.Poisson(400, 1), 50).meanBatch();
    double hasty =
        predict(flat, Shape.of(1, 1, 8, 0), 0, new Demand.Poisson(400, 1), 50).meanBatch();
    double single =
        predict(new BatchCurve(0, 2), patient, 0, new Demand.Poisson(400, 1), 50).meanBatch();

    assertThat(batching).isGreaterThan(hasty * 1.1);
    assertThat(single).isCloseTo(1, within(.01));
  }

  @Test
  void refusesWhatFindsTheGatewaysQueueFull() {
    Shape shape = new Shape(1, 1, 8, 0, 16, 10);

    Prediction at = predict(BATCHING, shape, 0, new Demand.Poisson(160, 1), 100);

    assertThat(at.perSecond()).isCloseTo(80, withPercentage(1));
    assertThat(at.refused()).isBetween(7_000L, 9_500L);
    // 16 at the node and 10 before it: four runs.
    assertThat(at.millis(99)).isBetween(300.0, 400.0);
  }

  @Test
  void drawsTheHopFromWhatWasMeasuredOnLonelyImages() {
    Histogram alone = new Histogram(3);
    alone.recordValueWithCount(67_000_000, 90);
    alone.recordValueWithCount(165_000_000, 10);
    Hop hop = Hop.of(alone, 65);

    Prediction at =
        QueueModel.predict(BATCHING, Shape.of(1, 1, 8, 2), hop, new Demand.Poisson(.5, 1), 0, 4000);

    assertThat(hop.quantile(.5)).isCloseTo(2, within(.1));
    assertThat(hop.quantile(.99)).isCloseTo(100, within(.2));
    assertThat(at.millis(50)).isCloseTo(67, within(.2));
    assertThat(at.millis(97)).isGreaterThan(164);
    assertThatThrownBy(() -> Hop.of(new Histogram(3), 1)).hasMessageContaining("No image");
  }

  @Test
  void givesTheSameFiguresAgain() {
    Demand demand = new Demand.Poisson(200, 5);

    Prediction one = predict(BATCHING, Shape.of(4, 1, 8, 2), 1, demand, 50);
    Prediction other = predict(BATCHING, Shape.of(4, 1, 8, 2), 1, demand, 50);

    assertThat(other).isEqualTo(one);
  }

  @Test
  void refusesToRunWithoutTime() {
    assertThatThrownBy(() -> predict(BATCHING, Shape.of(1, 1, 8, 2), 0, new Demand.Closed(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time");
  }

  private static Prediction predict(
      BatchCurve curve, Shape shape, double hop, Demand demand, double seconds) {
    return QueueModel.predict(
        curve, shape, Hop.constant(hop), demand, seconds == 0 ? 0 : 5, seconds);
  }
}
