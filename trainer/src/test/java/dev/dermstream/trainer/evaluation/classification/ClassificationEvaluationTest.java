package dev.dermstream.trainer.evaluation.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.GoldenMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassificationEvaluationTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);
  private static final double TOLERANCE = 1e-6;

  @TempDir Path folder;

  /** 400 samples of 8 classes; the figures are scikit-learn's. */
  @Test
  void givesTheGoldenFiguresUnderTheirNames() throws IOException {
    JsonObject actual = evaluate(GoldenMetrics.file("metrics8.safetensors"), "golden");

    JsonObject expected = GoldenMetrics.json(GoldenMetrics.file("metrics8.json"));
    expected.remove("source");
    assertThat(expected.keySet()).hasSize(15);
    for (String name : expected.keySet()) {
      assertClose(name, actual.get(name), expected.get(name));
    }
    assertThat(actual.get("undefined").getAsJsonArray()).isEmpty();
    assertThat(actual.get("log_loss_floored_samples").getAsInt()).isZero();
  }

  @Test
  void theTableHoldsEveryClass() throws IOException {
    JsonObject json = evaluate(GoldenMetrics.file("metrics8.safetensors"), "table");

    List<String> lines = Files.readAllLines(folder.resolve("table/per-class.csv"));
    assertThat(lines).hasSize(9);
    assertThat(lines.getFirst())
        .isEqualTo(
            "class,support,predicted,precision,recall,specificity,f1,roc_auc,average_precision");
    String[] third = lines.get(4).split(",", -1);
    assertThat(third).startsWith("3", "49", "49").hasSize(9);
    assertThat(Double.parseDouble(third[8]))
        .isEqualTo(json.getAsJsonArray("average_precision").get(3).getAsDouble());
  }

  @Test
  void everyHeadlineFigureLiesInItsInterval() throws IOException {
    JsonObject json = evaluate(GoldenMetrics.file("metrics8.safetensors"), "intervals");

    JsonObject intervals = json.getAsJsonObject("intervals_95");
    assertThat(intervals.remove("replicates").getAsInt()).isEqualTo(200);
    assertThat(intervals.remove("seed").getAsLong()).isOne();
    assertThat(intervals.keySet())
        .containsExactly(
            "accuracy",
            "macro_precision",
            "macro_recall",
            "macro_f1",
            "macro_specificity",
            "weighted_f1",
            "roc_auc_macro",
            "average_precision_macro",
            "ece_15_equal_width_bins",
            "brier_multiclass_sum",
            "log_loss");
    for (String name : intervals.keySet()) {
      double figure =
          name.startsWith("macro_")
              ? json.getAsJsonObject("macro").get(name.substring(6)).getAsDouble()
              : json.get(name).getAsDouble();
      JsonArray ends = intervals.getAsJsonArray(name);
      assertThat(figure)
          .as(name)
          .isStrictlyBetween(ends.get(0).getAsDouble(), ends.get(1).getAsDouble());
    }
  }

  @Test
  void aClassWithoutSamplesIsUndefinedAndLeftOutOfTheMeans() throws IOException {
    JsonObject json =
        evaluate(
            write(
                new long[] {0, 0, 1, 1},
                new float[] {
                  0.8f, 0.1f, 0.1f, //
                  0.2f, 0.1f, 0.7f, //
                  0.3f, 0.6f, 0.1f, //
                  0.1f, 0.9f, 0.0f
                },
                3),
            "absent");

    for (String figure : List.of("recall", "f1", "roc_auc_ovr", "average_precision")) {
      assertThat(json.getAsJsonArray(figure).get(2).isJsonNull()).as(figure).isTrue();
    }
    assertThat(json.getAsJsonArray("precision").get(2).getAsDouble()).isZero();
    assertThat(json.getAsJsonArray("support").get(2).getAsInt()).isZero();
    JsonObject macro = json.getAsJsonObject("macro");
    assertThat(macro.get("recall").getAsDouble()).isEqualTo(0.75);
    assertThat(macro.get("precision").getAsDouble()).isEqualTo(1);
    assertThat(macro.get("f1").getAsDouble()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-12));
    // Class 0: 0.8 and 0.2 against 0.3 and 0.1 win three of four pairs; class 1 wins all.
    assertThat(json.get("roc_auc_macro").getAsDouble()).isCloseTo(0.875, within(1e-12));
    assertThat(json.getAsJsonArray("undefined").toString()).contains("Class 2 has no sample");
    assertThat(Files.readAllLines(folder.resolve("absent/per-class.csv")).get(3))
        .isEqualTo("2,0,1,0.0,,0.75,,,");
  }

  @Test
  void aClassThatIsNeverPredictedCountsAsNothingInMacroPrecision() throws IOException {
    JsonObject json =
        evaluate(
            write(new long[] {0, 1}, new float[] {0.9f, 0.1f, 0.6f, 0.4f}, 2), "never-predicted");

    assertThat(json.getAsJsonArray("precision").get(1).isJsonNull()).isTrue();
    assertThat(json.getAsJsonObject("macro").get("precision").getAsDouble()).isEqualTo(0.25);
    assertThat(json.getAsJsonArray("f1").get(1).getAsDouble()).isZero();
    assertThat(json.getAsJsonArray("undefined").toString())
        .contains("Class 1 is never predicted: its precision is undefined, and counts as 0");
  }

  @Test
  void samplesOfOneClassAloneHaveNoRocCurve() throws IOException {
    JsonObject json =
        evaluate(write(new long[] {1, 1}, new float[] {0.9f, 0.1f, 0.4f, 0.6f}, 2), "single");

    assertThat(json.get("roc_auc_macro").isJsonNull()).isTrue();
    assertThat(json.getAsJsonObject("macro").get("specificity").isJsonNull()).isTrue();
    assertThat(json.getAsJsonObject("intervals_95").get("roc_auc_macro").isJsonNull()).isTrue();
    assertThat(json.get("accuracy").getAsDouble()).isEqualTo(0.5);
    assertThat(json.getAsJsonArray("undefined").toString())
        .contains("Every sample is of class 1", "Class 0 has no sample");
  }

  @Test
  void equalProbabilitiesCountHalfWhateverTheirOrder() throws IOException {
    float[] halves = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f};
    JsonObject one = evaluate(write(new long[] {0, 0, 1, 1}, halves, 2), "ties");
    JsonObject other = evaluate(write(new long[] {1, 0, 1, 0}, halves, 2), "ties-2");

    for (JsonObject json : List.of(one, other)) {
      assertThat(json.get("roc_auc_macro").getAsDouble()).isEqualTo(0.5);
      assertThat(json.get("average_precision_macro").getAsDouble()).isEqualTo(0.5);
    }
  }

  @Test
  void aProbabilityOfZeroForTheTruthIsTold() throws IOException {
    Path file = write(new long[] {0, 1}, new float[] {0, 1, 0.5f, 0.5f}, 2);

    String said = ClassificationEvaluation.run(file, folder.resolve("zero"), BOOTSTRAP);

    JsonObject json = GoldenMetrics.json(folder.resolve("zero/metrics.json"));
    assertThat(json.get("log_loss_floored_samples").getAsInt()).isOne();
    assertThat(json.get("log_loss").getAsDouble())
        .isCloseTo((-Math.log(1e-15) + Math.log(2)) / 2, within(1e-9));
    assertThat(said).contains("below 1.0E-15, which the log loss takes as that: 1.");
  }

  @Test
  void halfPrecisionIsRead() throws IOException {
    Path file = folder.resolve("halves.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofInts(new int[] {0, 1, 2}, 3),
            "probabilities",
                Tensor.ofHalves(
                    new float[] {0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.3f, 0.3f, 0.4f}, 3, 3)));

    assertThat(evaluate(file, "halves").get("accuracy").getAsDouble()).isEqualTo(1);
  }

  private Path write(long[] trueClass, float[] probabilities, int classes) throws IOException {
    Path file = folder.resolve("p.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofLongs(trueClass, trueClass.length),
            "probabilities", Tensor.ofFloats(probabilities, trueClass.length, classes)));
    return file;
  }

  private JsonObject evaluate(Path predictions, String name) throws IOException {
    Path out = folder.resolve(name);
    assertThat(ClassificationEvaluation.run(predictions, out, BOOTSTRAP)).contains("accuracy");
    return GoldenMetrics.json(out.resolve("metrics.json"));
  }

  private static void assertClose(String name, JsonElement actual, JsonElement expected) {
    assertThat(actual).as(name).isNotNull();
    if (expected.isJsonObject()) {
      for (String key : expected.getAsJsonObject().keySet()) {
        assertClose(
            name + "." + key,
            actual.getAsJsonObject().get(key),
            expected.getAsJsonObject().get(key));
      }
    } else if (expected.isJsonArray()) {
      assertThat(actual.getAsJsonArray()).as(name).hasSameSizeAs(expected.getAsJsonArray());
      for (int i = 0; i < expected.getAsJsonArray().size(); i++) {
        assertClose(
            name + "[" + i + "]", actual.getAsJsonArray().get(i), expected.getAsJsonArray().get(i));
      }
    } else {
      assertThat(actual.getAsDouble())
          .as(name)
          .isCloseTo(expected.getAsDouble(), within(TOLERANCE));
    }
  }
}
