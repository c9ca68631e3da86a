package dev.dermstream.index.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.error.ServiceException;
import dev.dermstream.index.Golden;
import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.snapshot.IndexTool;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationToolTest {
  @TempDir private static Path folder;
  private static Path index = Path.of("");
  private static Path known = Path.of("");
  private static Path strangers = Path.of("");

  @BeforeAll
  static void build() throws IOException {
    Golden golden = Golden.read();
    index = folder.resolve("index");
    known = folder.resolve("known.safetensors");
    strangers = folder.resolve("strangers.safetensors");
    IndexTool.build(Golden.file(), Golden.EPS, Golden.MIN_SAMPLES, index);
    Safetensors.write(
        known,
        Map.of(
            "embeddings", golden.tensor("queries"), "class_labels", golden.tensor("query_class")));
    Safetensors.write(
        strangers,
        Map.of(
            "embeddings",
            Tensor.ofFloats(
                RandomVectors.around(new SplittableRandom(8), 100, 64, 100, 1), 100, 64)));
  }

  @Test
  void tellsStrangersFromTheKnownAndCountsWhatIsRight() throws IOException {
    IndexTool.calibrate(index, known, 0.9, 10, 0.95, 0.065, Optional.empty());

    String tables = EvaluationTool.evaluate(index, known, Map.of("random", strangers), 0.065);

    assertThat(tables)
        .startsWith("200 known images, accuracy 0.945;")
        .contains("| published formula | ", "| calibrated | ", "| marginal | 0.905 | ")
        .contains("| random | 100 | ");
    try (ClusterIndex opened = ClusterIndex.open(index)) {
      Golden golden = Golden.read();
      ConfidenceFigures all =
          ConfidenceFigures.of(
              opened,
              golden.queries(),
              golden.tensor("query_class").toInts(),
              Map.of(
                  "random",
                  UnitVectors.of(
                      RandomVectors.around(new SplittableRandom(8), 100, 64, 100, 1), 64)),
              0.065);
      OutsiderFigures outsiders = all.outsiders().getFirst();
      assertThat(outsiders.byDistance().auroc()).isGreaterThan(0.95);
      assertThat(outsiders.byDistance().falsePositiveRateAt95()).isLessThan(0.05);
      assertThat(outsiders.outside()).isGreaterThan(0.8);
      KnownFigures figures = all.known();
      assertThat(figures.accuracy()).isEqualTo(0.945);
      assertThat(figures.calibrated().calibrationError())
          .isCloseTo(opened.calibration().orElseThrow().errorAfter(), within(1e-12));
      assertThat(figures.published().calibrationError())
          .isCloseTo(opened.calibration().orElseThrow().errorBefore(), within(1e-12));
      assertThat(figures.classConditional().leastClassCoverage()).isGreaterThanOrEqualTo(0.9);
    }
    assertThat(Files.exists(index.resolve("calibration.json"))).isTrue();
    Files.delete(index.resolve("calibration.json"));
  }

  @Test
  void namesWhatItCannotUse() throws IOException {
    assertThatThrownBy(() -> EvaluationTool.evaluate(index, known, Map.of(), 0.065))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("the index has no calibration");
    Path flat = folder.resolve("flat.safetensors");
    UnitVectors two = UnitVectors.of(new float[] {1, 0}, 2);
    Safetensors.write(
        flat,
        Map.of(
            "embeddings",
            Tensor.ofFloats(two.values(), 1, 2),
            "class_labels",
            Tensor.ofLongs(new long[] {0}, 1)));
    assertThatThrownBy(() -> EvaluationTool.evaluate(index, flat, Map.of(), 0.065))
        .hasMessageContaining(flat + ": tensor embeddings: has dimension 2, the index");
    assertThatThrownBy(() -> EvaluationTool.evaluate(index, known, Map.of("x", flat), 0.065))
        .hasMessageContaining(flat + ": tensor embeddings: has dimension 2, the index");
  }
}
