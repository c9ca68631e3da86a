package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {
  @Test
  void followsTheReferenceTraceOfFiveStepsOnTheAdapter() throws IOException {
    Golden golden = Golden.load();
    Checkpoint checkpoint = Checkpoint.read(Golden.directory());
    LoraCheckpoint lora =
        LoraCheckpoint.read(Golden.adapterDirectory(), ParameterShapes.of(checkpoint.config()));
    JsonArray trace = Golden.figures().getAsJsonArray("lora_training_trace");
    try (EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
        EagerAdapter adapter = EagerAdapter.of(lora)) {
      EagerModel model =
          new EagerModel(
              checkpoint.config(),
              parameters,
              adapter.trainingAdapter(new EagerOps(parameters.manager())));
      adapter.parameters().trainOnly(name -> true);
      try (AdamW optimizer =
          new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 5)) {
        for (int step = 0; step < trace.size(); step++) {
          JsonObject wanted = trace.get(step).getAsJsonObject();
          float loss =
              Autograd.backward(parameters.manager(), manager -> loss(model, golden, manager));
          assertThat(loss)
              .as("loss of step %d", step)
              .isCloseTo(wanted.get("loss").getAsFloat(), within(Golden.TOLERANCE));
          double norm = optimizer.step(0.01);
          if (wanted.has("grad_norm")) {
            assertThat(norm)
                .as("gradient norm of step %d", step)
                .isCloseTo(wanted.get("grad_norm").getAsDouble(), within(1e-4));
          }
        }
      }
    }
  }

  @Test
  void gradientsOfSeveralPassesAddUp() {
    try (EagerParameters parameters = EagerParameters.of(Map.of("w", ofTwo(1, 2)))) {
      parameters.trainOnly(name -> true);
      for (int pass = 0; pass < 3; pass++) {
        Autograd.backward(
            parameters.manager(),
            step -> step.create(new float[] {3, 4}).mul(parameters.get("w")).sum());
      }
      try (AdamW optimizer = optimizer(parameters)) {
        assertThat(optimizer.step(0.1)).isCloseTo(15, within(1e-5));
        assertThat(optimizer.step(0.1)).as("gradients start anew").isZero();
      }
    }
  }

  @Test
  void firstStepMovesEveryElementByTheLearningRateAgainstItsGradient() {
    try (EagerParameters parameters = EagerParameters.of(Map.of("w", ofTwo(1, 2)))) {
      parameters.trainOnly(name -> true);
      Autograd.backward(
          parameters.manager(),
          step -> step.create(new float[] {3, -4}).mul(parameters.get("w")).sum());
      try (AdamW optimizer = optimizer(parameters)) {
        optimizer.step(0.1);
      }
      Golden.assertClose(
          "w",
          parameters.get("w").toFloatArray(),
          new float[] {1 * 0.95f - 0.1f, 2 * 0.95f + 0.1f});
    }
  }

  @Test
  void frozenParametersStay() {
    try (EagerParameters parameters =
        EagerParameters.of(Map.of("w", ofTwo(1, 2), "frozen", ofTwo(5, 6)))) {
      parameters.trainOnly(name -> name.equals("w"));
      try (AdamW optimizer = optimizer(parameters)) {
        Autograd.backward(
            parameters.manager(),
            step ->
                step.ones(new Shape(2))
                    .mul(parameters.get("w"))
                    .mul(parameters.get("frozen"))
                    .sum());
        optimizer.step(0.1);
      }
      assertThat(parameters.get("frozen").toFloatArray()).containsExactly(5, 6);
      assertThat(parameters.get("w").toFloatArray()[0]).isLessThan(0.9f);
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    try (EagerParameters parameters = EagerParameters.of(Map.of("w", ofTwo(1, 2)))) {
      parameters.trainOnly(name -> true);
      Autograd.backward(
          parameters.manager(),
          step -> step.create(new float[] {Float.NaN, 1}).mul(parameters.get("w")).sum());
      try (AdamW optimizer = optimizer(parameters)) {
        assertThatThrownBy(() -> optimizer.step(0.1))
            .isInstanceOf(ArithmeticException.class)
            .hasMessageContaining("NaN");
      }
      assertThat(parameters.get("w").toFloatArray()).containsExactly(1, 2);
    }
  }

  private static AdamW optimizer(EagerParameters parameters) {
    return new AdamW(parameters, AdamWConfig.withWeightDecay(0.5), Double.POSITIVE_INFINITY);
  }

  private static Tensor ofTwo(float first, float second) {
    return Tensor.ofFloats(new float[] {first, second}, 2);
  }

  private static NDArray loss(EagerModel model, Golden golden, NDManager manager) {
    long[][] ids = golden.rows("input_ids");
    Tensor pixels = golden.tensor("pixel_values");
    NDArray states =
        model.visionStates(manager.create(pixels.toFloats(), new Shape(pixels.shape())));
    NDArray embeds = model.inputsEmbeds(manager, ids, model.imageFeatures(states));
    return model.loss(model.hiddenStates(embeds, Golden.ones(ids)), golden.rows("labels"));
  }
}
