package dev.dermstream.loadtest.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.loadtest.load.LoadResult;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void putsThePredictionBesideTheMeasurementAndCountsTheMisses() {
    List<Row> rows = List.of(row(1, 100, 100, 0), row(2, 80, 100, 3));

    String tables = Row.markdown(rows);

    assertThat(tables)
        .contains("| 1 | 0.6 | 48 | 110.0 | 100.0 | +10.0 | 0.90 | 0.88 |")
        .contains("| 2 | 0.6 | 80 | 100 | -20.0 | 80 | 100 | -20.0 | 80 | -20.0 | 4 |");
    assertThat(Row.summary(rows, 15))
        .contains("throughput 2 of 2 (worst 10.0%)", "p99 1 of 2 (worst -20.0%)")
        .contains("Failed calls: 3.");
  }

  private static Row row(int nodes, int predictedMillis, int measuredMillis, long failures) {
    Histogram predicted = new Histogram(5);
    predicted.recordValue(1000L * predictedMillis);
    Histogram measured = new Histogram(5);
    measured.recordValue(1_000_000L * measuredMillis);
    Prediction prediction = new Prediction(110, .9, 4, 5, predicted, 0);
    return new Row(
        nodes,
        "0.6",
        48,
        prediction,
        prediction,
        new LoadResult(100, measured, failures, ""),
        .88,
        4);
  }
}
