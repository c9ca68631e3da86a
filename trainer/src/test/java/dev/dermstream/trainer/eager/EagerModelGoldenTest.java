package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EagerModelGoldenTest {
  private Golden golden;
  private Checkpoint checkpoint;
  private EagerParameters parameters;
  private EagerAdapter adapter;
  private NDManager step;
  private EagerModel model;
  private EagerModel adapted;

  @BeforeEach
  void load() throws IOException {
    golden = Golden.load();
    checkpoint = Checkpoint.read(Golden.directory());
    parameters = EagerParameters.of(checkpoint.tensors());
    adapter =
        EagerAdapter.of(
            LoraCheckpoint.read(
                Golden.adapterDirectory(), ParameterShapes.of(checkpoint.config())));
    step = parameters.manager().newSubManager();
    model = new EagerModel(checkpoint.config(), parameters);
    EagerOps ops = new EagerOps(parameters.manager());
    adapted = new EagerModel(checkpoint.config(), parameters, adapter.adapter(ops));
  }

  @AfterEach
  void free() {
    step.close();
    adapter.close();
    parameters.close();
  }

  @Test
  void visionStatesAgree() {
    golden.assertClose("vision_last_hidden_state", model.visionStates(pixels(step)).toFloatArray());
  }

  @Test
  void connectorOutputAgrees() {
    golden.assertClose(
        "connector_output", model.imageFeatures(model.visionStates(pixels(step))).toFloatArray());
  }

  @Test
  void logitsAgree() {
    golden.assertClose("logits", model.logits(hidden(model, step)).toFloatArray());
  }

  @Test
  void adapterLogitsAgree() {
    golden.assertClose("adapter_logits", adapted.logits(hidden(adapted, step)).toFloatArray());
  }

  @Test
  void lossesAgree() throws IOException {
    long[][] labels = golden.rows("labels");

    float base = model.loss(hidden(model, step), labels).getFloat();
    float withAdapter = adapted.loss(hidden(adapted, step), labels).getFloat();

    assertThat(base)
        .isCloseTo(Golden.figures().get("base_loss").getAsFloat(), within(Golden.TOLERANCE));
    assertThat(withAdapter)
        .isCloseTo(Golden.figures().get("adapter_loss").getAsFloat(), within(Golden.TOLERANCE));
  }

  @Test
  void greedyIdsAgreeWithTheCache() {
    long[][] ids = golden.rows("input_ids");

    long[][] continued = model.greedy(embeds(model, step), Golden.ones(ids), 12);

    assertThat(continued).isEqualTo(golden.rows("greedy_ids"));
  }

  @Test
  void paddingOnTheLeftChangesNothing() {
    long[][] ids = golden.rows("input_ids");
    long[][] mask = Golden.ones(ids);
    NDArray embeds = embeds(model, step);
    NDArray padded = step.ones(new Shape(2, 3, 64)).concat(embeds, 1);
    long[][] paddedMask = new long[2][19];
    for (int b = 0; b < 2; b++) {
      System.arraycopy(mask[b], 0, paddedMask[b], 3, 16);
    }

    NDArray hidden = model.hiddenStates(padded, paddedMask);

    golden.assertClose("logits", model.logits(hidden.get(":, 3:")).toFloatArray());
    assertThat(model.greedy(padded, paddedMask, 12)).isEqualTo(golden.rows("greedy_ids"));
  }

  @Test
  void imageEmbedsHaveLengthOne() {
    NDArray embeds = model.imageEmbeds(model.visionStates(pixels(step)));

    assertThat(embeds.getShape()).isEqualTo(new Shape(2, 48));
    for (float length : embeds.norm(new int[] {1}).toFloatArray()) {
      assertThat(length).isCloseTo(1, within(1e-5f));
    }
  }

  @Test
  void aStepLeavesNothingInTheParametersManager() {
    parameters.trainOnly(name -> true);
    int before = parameters.manager().getManagedArrays().size();

    Autograd.backward(
        parameters.manager(), manager -> model.loss(hidden(model, manager), golden.rows("labels")));

    assertThat(parameters.manager().getManagedArrays()).hasSize(before);
  }

  private NDArray pixels(NDManager manager) {
    Tensor pixels = golden.tensor("pixel_values");
    return manager.create(pixels.toFloats(), new Shape(pixels.shape()));
  }

  private NDArray embeds(EagerModel of, NDManager manager) {
    NDArray features = of.imageFeatures(of.visionStates(pixels(manager)));
    return of.inputsEmbeds(manager, golden.rows("input_ids"), features);
  }

  private NDArray hidden(EagerModel of, NDManager manager) {
    return of.hiddenStates(embeds(of, manager), Golden.ones(golden.rows("input_ids")));
  }
}
