package dev.dermstream.trainer.evaluation.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.GoldenMetrics;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts.ClassRow;
import dev.dermstream.trainer.figures.ClassCurve;
import dev.dermstream.trainer.figures.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassificationChartsTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);

  @TempDir Path folder;

  /** What is drawn has the area that is told. */
  @Test
  void theAreasUnderTheCurvesAreTheFigures() throws IOException {
    Predictions predictions = Predictions.read(GoldenMetrics.file("metrics8.safetensors"));
    for (int code = 0; code < predictions.classes(); code++) {
      ScoreRanking ranking = ScoreRanking.of(predictions, code);
      int[] once = IntStream.range(0, predictions.samples()).map(row -> 1).toArray();
      ScoreRanking.Areas areas = ranking.areas(once);

      ClassCurve roc = ThresholdCurves.roc("", code, ranking.thresholds(), 0);
      ClassCurve steps = ThresholdCurves.precisionRecall("", code, ranking.thresholds(), 0);

      assertThat(area(roc)).isCloseTo(areas.roc(), within(1e-12));
      assertThat(area(steps)).isCloseTo(areas.precisionRecall(), within(1e-12));
      assertThat(roc.x()).isSorted().startsWith(0).endsWith(1);
      assertThat(roc.y()).isSorted().startsWith(0).endsWith(1);
      assertThat(steps.x()).isSorted().startsWith(0).endsWith(1);
    }
  }

  @Test
  void samplesOfOneProbabilityAreJoinedByAStraightLine() {
    Predictions predictions =
        new Predictions(
            new int[] {0, 1}, new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 2, SamplingUnits.single(2));

    ClassCurve roc = ThresholdCurves.roc("", 0, ScoreRanking.of(predictions, 0).thresholds(), 0.5);

    assertThat(roc.x()).containsExactly(0, 1);
    assertThat(roc.y()).containsExactly(0, 1);
  }

  @Test
  void theMeanOfCurvesLiesBetweenThem() {
    ClassCurve low = new ClassCurve("", 0, new double[] {0, 1}, new double[] {0, 1}, 0.5);
    ClassCurve high = new ClassCurve("", 1, new double[] {0, 0, 1}, new double[] {0, 1, 1}, 1);

    ClassCurve mean = ThresholdCurves.mean(List.of(low, high), 0, 0.75);

    assertThat(area(mean)).isCloseTo(0.75, within(1e-9));
    assertThat(mean.y()).isSorted().startsWith(0, 0.5).endsWith(1);
  }

  @Test
  void everyClassHasFiguresInTheirIntervals() throws IOException {
    List<ClassRow> rows = golden().rows();

    assertThat(rows).hasSize(8);
    for (ClassRow row : rows) {
      assertThat(row.recall()).isBetween(row.recallInterval().low(), row.recallInterval().high());
      assertThat(row.precision())
          .isBetween(row.precisionInterval().low(), row.precisionInterval().high());
      assertThat(row.f1()).isBetween(row.f1Interval().low(), row.f1Interval().high());
    }
    assertThat(rows.get(3).support()).isEqualTo(49);
    assertThat(rows.get(3).name()).isEqualTo("Class 3");
  }

  @Test
  void aClassWithoutSamplesHasNoCurve() throws IOException {
    Path file = folder.resolve("p.safetensors");
    float[] probabilities = {0.8f, 0.1f, 0.1f, 0.2f, 0.7f, 0.1f, 0.6f, 0.3f, 0.1f};
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofInts(new int[] {0, 1, 0}, 3),
            "probabilities", Tensor.ofFloats(probabilities, 3, 3)));
    ClassificationCharts charts =
        ClassificationCharts.read(file, List.of("a", "b", "c"), BOOTSTRAP);

    assertThat(charts.figures()).extracting(Figure::name).hasSize(5);
    assertThat(charts.rows().get(2).recall()).isNaN();
    assertThat(charts.rows().get(2).recallInterval().low()).isNaN();
  }

  @Test
  void whereEverySampleIsOfOneClassThereAreNoCurves() throws IOException {
    Path file = folder.resolve("p.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofInts(new int[] {1, 1}, 2),
            "probabilities", Tensor.ofFloats(new float[] {0.5f, 0.5f, 0, 1}, 2, 2)));

    assertThat(ClassificationCharts.read(file, List.of(), BOOTSTRAP).figures())
        .extracting(Figure::name)
        .containsExactly("confusion-matrix", "reliability", "per-class");
  }

  @Test
  void namesThatDoNotFitAreRefused() {
    Path golden = GoldenMetrics.file("metrics8.safetensors");
    assertThatThrownBy(() -> ClassificationCharts.read(golden, List.of("a"), BOOTSTRAP))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("has 8 classes; there are 1 names");
  }

  private static ClassificationCharts golden() throws IOException {
    return ClassificationCharts.read(
        GoldenMetrics.file("metrics8.safetensors"), List.of(), BOOTSTRAP);
  }

  /** By trapezoids. */
  private static double area(ClassCurve curve) {
    double[] x = Arrays.copyOf(curve.x(), curve.x().length);
    double area = 0;
    for (int i = 1; i < x.length; i++) {
      area += (x[i] - x[i - 1]) * (curve.y()[i] + curve.y()[i - 1]) / 2;
    }
    return area;
  }
}
