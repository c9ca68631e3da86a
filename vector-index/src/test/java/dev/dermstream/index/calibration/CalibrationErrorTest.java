package dev.dermstream.index.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
  /** 400 answers over 8 classes; the figures were computed elsewhere, from the definitions. */
  @Test
  void givesTheGoldenFigures() throws IOException, URISyntaxException {
    Map<String, Tensor> golden =
        Safetensors.read(
            Path.of(
                Objects.requireNonNull(getClass().getResource("/golden/metrics8.safetensors"))
                    .toURI()));
    int[] classOf = Objects.requireNonNull(golden.get("y_true")).toInts();
    float[] p = Objects.requireNonNull(golden.get("probabilities")).toFloats();
    List<ClassConfidence> answers = new ArrayList<>();
    for (int row = 0; row < classOf.length; row++) {
      double[] confidence = new double[8];
      for (int code = 0; code < 8; code++) {
        confidence[code] = p[row * 8 + code];
      }
      answers.add(new ClassConfidence(new double[8], confidence));
    }

    assertThat(CalibrationError.expected(answers, classOf))
        .isCloseTo(0.18927588581691238, within(1e-6));
    assertThat(CalibrationError.brier(answers, classOf))
        .isCloseTo(0.5360606629893193, within(1e-6));
  }

  @Test
  void isNothingForConfidencesThatComeTrue() {
    ClassConfidence sure = new ClassConfidence(new double[2], new double[] {1, 0});
    ClassConfidence even = new ClassConfidence(new double[2], new double[] {0.5, 0.5});

    assertThat(CalibrationError.expected(List.of(sure, even, even), new int[] {0, 0, 1})).isZero();
    assertThat(CalibrationError.expected(List.of(sure), new int[] {1})).isOne();
    assertThat(CalibrationError.brier(List.of(sure), new int[] {0})).isZero();
    assertThat(CalibrationError.brier(List.of(sure), new int[] {1})).isEqualTo(2);
  }
}
