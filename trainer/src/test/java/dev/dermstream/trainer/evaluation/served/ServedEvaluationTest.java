package dev.dermstream.trainer.evaluation.served;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.served.ServedImage.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedEvaluationTest {
  private static final int NONE = ServedImage.NONE;
  private static final List<String> LABELS = List.of("nevus", "milia, small");

  /** Answered right and wrong, abstained with the right label, rejected, failed, and a stranger. */
  private static final List<ServedImage> IMAGES =
      List.of(
          image("a", "P1", "clinical", 0, Outcome.ANSWERED, 0, 0, ""),
          image("b", "P1", "clinical", 1, Outcome.ANSWERED, 0, 1, ""),
          image("c", "P2", "dermoscopic", 1, Outcome.ABSTAINED, 1, NONE, "far away"),
          image("d", "P2", "", 0, Outcome.REJECTED, NONE, NONE, "TRUNCATED_IMAGE: ends."),
          image("e", "", "", 0, Outcome.FAILED, NONE, NONE, "OVERLOADED: later."),
          image("f", "", "", NONE, Outcome.ANSWERED, 1, 1, ""));

  @Test
  void whatIsNotAnsweredCountsAgainstTheSystemAndNotAgainstItsAnswers() {
    JsonObject json = evaluate(IMAGES).metrics();

    assertThat(json.get("coverage").getAsDouble()).isEqualTo(0.5);
    assertThat(json.get("selective_accuracy").getAsDouble()).isEqualTo(0.5);
    assertThat(json.get("accuracy_of_all").getAsDouble()).isEqualTo(0.2);
    assertThat(json.get("label_accuracy").getAsDouble()).isEqualTo(2 / 3.0);
    assertThat(json.get("model_label_accuracy").getAsDouble()).isEqualTo(2 / 3.0);
    assertThat(json.get("agreement").getAsDouble()).isEqualTo(0.5);
    assertThat(json.get("no_model_label").getAsInt()).isOne();
    assertThat(json.get("of_unknown_class").getAsInt()).isOne();
    JsonObject clinical = json.getAsJsonObject("by_modality").getAsJsonObject("clinical");
    assertThat(clinical.get("selective_accuracy").getAsDouble()).isEqualTo(0.5);
    assertThat(clinical.getAsJsonObject("intervals_95").get("coverage").isJsonNull()).isTrue();
    // P1, P2 and two images that name nobody.
    assertThat(json.get("sampling_unit").getAsString()).isEqualTo("group");
    assertThat(json.get("sampling_units").getAsInt()).isEqualTo(4);
    JsonArray ends = json.getAsJsonObject("intervals_95").getAsJsonArray("coverage");
    assertThat(ends.get(0).getAsDouble()).isLessThan(0.5);
    assertThat(ends.get(1).getAsDouble()).isGreaterThan(0.5);
  }

  @Test
  void whatHasNoReportIsNamedWithItsReason() {
    EvaluationPart part = evaluate(IMAGES);

    assertThat(part.metrics().getAsJsonArray("without_report").toString())
        .contains("\"d\"", "REJECTED", "TRUNCATED_IMAGE: ends.", "\"e\"", "OVERLOADED: later.");
    assertThat(part.summary())
        .contains("6 images: 3 answered, 1 abstained, 1 rejected, 1 failed")
        .contains("d is REJECTED: TRUNCATED_IMAGE: ends.", "1 images are of classes");
    assertThat(part.table().lines())
        .contains(
            "c,ABSTAINED,class 1,\"milia, small\",,1,far away",
            "f,ANSWERED,class -1,\"milia, small\",\"milia, small\",0,");
  }

  @Test
  void whereNothingIsAnsweredAccuracyIsUndefined() {
    JsonObject json = evaluate(IMAGES.subList(3, 5)).metrics();

    assertThat(json.get("coverage").getAsDouble()).isZero();
    assertThat(json.get("selective_accuracy").isJsonNull()).isTrue();
    assertThat(json.get("accuracy_of_all").getAsDouble()).isZero();
  }

  private static EvaluationPart evaluate(List<ServedImage> images) {
    return ServedEvaluation.of(images, LABELS, new JsonObject(), new Bootstrap(200, 1));
  }

  private static ServedImage image(
      String identifier,
      String group,
      String modality,
      int trueClass,
      Outcome outcome,
      int label,
      int modelLabel,
      String reason) {
    return new ServedImage(
        identifier,
        group,
        modality,
        "class " + trueClass,
        trueClass,
        outcome,
        label,
        modelLabel,
        reason);
  }
}
