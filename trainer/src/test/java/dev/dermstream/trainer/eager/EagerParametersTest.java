package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.EncoderLayer;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EagerParametersTest {
  private static final String FIRST_LAYER = "model.vision_model.encoder.layers.0.";

  @Test
  void freshWeightsAreAFunctionOfTheSeed() throws IOException {
    Map<String, long[]> shapes = ParameterShapes.of(config());
    try (EagerParameters one = EagerParameters.initialize(shapes, 7);
        EagerParameters same = EagerParameters.initialize(shapes, 7);
        EagerParameters other = EagerParameters.initialize(shapes, 8)) {
      for (String name : shapes.keySet()) {
        float[] values = one.get(name).toFloatArray();
        assertThat(same.get(name).toFloatArray()).as(name).isEqualTo(values);
        if (name.contains("proj.weight")) {
          assertThat(other.get(name).toFloatArray()).as(name).isNotEqualTo(values);
        }
      }
    }
  }

  @Test
  void freshWeightsHaveTheSpreadOfTheirFamilies() throws IOException {
    try (EagerParameters fresh = EagerParameters.initialize(ParameterShapes.of(config()), 7)) {
      assertThat(deviation(fresh, FIRST_LAYER + "self_attn.q_proj.weight"))
          .as("Xavier uniform")
          .isCloseTo(Math.sqrt(2.0 / (48 + 48)), within(0.01));
      assertThat(deviation(fresh, "model.vision_model.embeddings.patch_embedding.weight"))
          .as("LeCun normal")
          .isCloseTo(1 / Math.sqrt(3.0 * 8 * 8), within(0.005));
      assertThat(deviation(fresh, ParameterShapes.TOKEN_EMBEDDING))
          .as("Llama")
          .isCloseTo(0.02, within(0.001));
      assertThat(fresh.get("model.text_model.norm.weight").toFloatArray()).containsOnly(1);
      assertThat(fresh.get(FIRST_LAYER + "layer_norm1.weight").toFloatArray()).containsOnly(1);
      assertThat(fresh.get(FIRST_LAYER + "mlp.fc1.bias").toFloatArray()).containsOnly(0);
    }
  }

  @Test
  void putOverwritesTheValuesThatAModelUses() {
    try (EagerParameters parameters =
        EagerParameters.of(Map.of("w", Tensor.ofFloats(new float[] {1, 2}, 2)))) {
      NDArray held = parameters.get("w");
      parameters.trainOnly(name -> true);

      parameters.put("w", new float[] {3, 4}, 2);

      assertThat(held.toFloatArray()).containsExactly(3, 4);
      assertThatThrownBy(() -> parameters.put("w", new float[3], 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("w has shape");
    }
  }

  @Test
  void tensorsAreACopy() {
    try (EagerParameters parameters =
        EagerParameters.of(Map.of("w", Tensor.ofHalves(new float[] {1, 2}, 2)))) {
      Tensor copy = Objects.requireNonNull(parameters.tensors().get("w"));

      parameters.put("w", new float[] {3, 4}, 2);

      assertThat(copy.toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void aFreshAdapterChangesNothingUntilItIsTrained() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(Golden.directory());
    LoraConfig lora = new LoraConfig(4, 8, 0.1, List.of("q_proj", "v_proj"), "");
    try (EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
        EagerAdapter adapter =
            EagerAdapter.initialize(
                lora, ParameterShapes.of(checkpoint.config()), ParameterShapes.TEXT, 5);
        NDManager step = parameters.manager().newSubManager()) {
      EagerOps ops = new EagerOps(parameters.manager());
      EagerModel base = new EagerModel(checkpoint.config(), parameters);
      EagerModel adapted =
          new EagerModel(checkpoint.config(), parameters, adapter.trainingAdapter(ops));
      long[][] ids = {{1, 5, 9, 200, 7, 11}};
      assertThat(logits(adapted, step, ids)).isEqualTo(logits(base, step, ids));

      adapter.parameters().trainOnly(name -> true);
      float first = Float.NaN;
      float last = Float.NaN;
      try (AdamW optimizer = new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0), 5)) {
        for (int i = 0; i < 20; i++) {
          last = Autograd.backward(parameters.manager(), manager -> loss(adapted, manager, ids));
          first = i == 0 ? last : first;
          optimizer.step(0.01);
        }
      }
      assertThat(last).isLessThan(first - 0.5f);
      LoraCheckpoint saved = adapter.checkpoint();
      assertThat(saved.pairs()).hasSize(6);
      assertThat(logits(adapted, step, ids)).isNotEqualTo(logits(base, step, ids));
    }
  }

  @Test
  void anEncoderLayerOfATextTowerIgnoresMaskedTokens() {
    try (EagerParameters parameters =
            EagerParameters.initialize(EncoderLayer.parameters("encoder.layers.0.", 8, 16), 3);
        NDManager step = parameters.manager().newSubManager()) {
      EncoderLayer<NDArray> layer =
          new EncoderLayer<>(
              new Modules<>(new EagerOps(parameters.manager()), parameters),
              "encoder.layers.0.",
              8,
              2,
              1e-6f);
      NDArray tokens = step.randomNormal(new Shape(1, 3, 8));
      NDArray padding = step.randomNormal(new Shape(1, 2, 8));
      NDArray mask = step.create(new float[] {0, 0, 0, -1e9f, -1e9f}, new Shape(1, 1, 1, 5));

      NDArray alone = layer.forward(tokens, null);
      NDArray padded = layer.forward(tokens.concat(padding, 1), mask);

      Golden.assertClose("tokens", padded.get(":, :3").toFloatArray(), alone.toFloatArray());
    }
  }

  private static float[] logits(EagerModel model, NDManager step, long[][] ids) {
    NDArray embeds = model.inputsEmbeds(step, ids, null);
    return model.logits(model.hiddenStates(embeds, Golden.ones(ids))).toFloatArray();
  }

  private static NDArray loss(EagerModel model, NDManager step, long[][] ids) {
    NDArray embeds = model.inputsEmbeds(step, ids, null);
    return model.loss(model.hiddenStates(embeds, Golden.ones(ids)), ids);
  }

  private static double deviation(EagerParameters parameters, String name) {
    float[] values = parameters.get(name).toFloatArray();
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static Idefics3Config config() throws IOException {
    return Idefics3Config.read(Golden.directory().resolve("config.json"));
  }
}
