package dev.dermstream.trainer.evaluation.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.served.ServedLesions.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionEvaluationTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);

  @Test
  void countsWhatIsCoveredAndWhatIsNamed() {
    Box first = new Box(10, 10, 20, 20, 1);
    Box second = new Box(100, 100, 10, 10, 2);
    Box third = new Box(200, 0, 10, 10, 3);
    EvaluationPart part =
        RegionEvaluation.of(
            List.of(
                // Around the first, named rightly; half of the second, nothing at the third.
                new ServedLesions(
                    "a",
                    "",
                    List.of(first, second, third),
                    List.of(new Box(0, 0, 40, 40, 1), new Box(105, 100, 10, 10, 2))),
                // Around it under another name, and a region of nothing.
                new ServedLesions(
                    "b",
                    "",
                    List.of(first),
                    List.of(new Box(10, 10, 20, 20, 4), new Box(300, 300, 9, 9, 1))),
                new ServedLesions("c", "", List.of(second), List.of())),
            BOOTSTRAP);

    JsonObject json = part.metrics();
    assertThat(json.get("lesions").getAsInt()).isEqualTo(5);
    assertThat(json.get("regions").getAsInt()).isEqualTo(4);
    assertThat(json.get("lesions_found").getAsDouble()).isEqualTo(2 / 5.0);
    assertThat(json.get("regions_of_lesions").getAsDouble()).isEqualTo(3 / 4.0);
    assertThat(json.get("label_accuracy_of_found").getAsDouble()).isEqualTo(1 / 2.0);
    assertThat(json.get("mean_intersection_over_union").getAsDouble())
        .isCloseTo((400 / 1600.0 + 50 / 150.0 + 0 + 1 + 0) / 5, within(1e-12));
    assertThat(part.table().lines()).hasSize(6).contains("a,10,10,20,20,1,1,1.0,0.25");
    assertThat(part.summary()).contains("3 images with 5 marked lesions, 4 regions answered");
  }

  @Test
  void nothingFoundLeavesTheNamesUndefined() {
    EvaluationPart part =
        RegionEvaluation.of(
            List.of(new ServedLesions("a", "p", List.of(new Box(0, 0, 5, 5, 0)), List.of())),
            BOOTSTRAP);

    assertThat(part.metrics().get("lesions_found").getAsDouble()).isZero();
    assertThat(part.metrics().get("label_accuracy_of_found").isJsonNull()).isTrue();
    assertThat(part.metrics().get("sampling_unit").getAsString()).isEqualTo("group");
    assertThatThrownBy(() -> new ServedLesions("a", "", List.of(), List.of()))
        .hasMessageContaining("a has no marked lesion");
  }
}
