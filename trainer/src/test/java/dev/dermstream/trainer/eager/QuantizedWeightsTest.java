package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuantizedWeightsTest {
  private static final List<String> ALL =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
  private static final String QUERY = "model.text_model.layers.1.self_attn.q_proj.weight";

  private Golden golden;
  private Checkpoint checkpoint;
  private QuantizedWeights quantized;

  /** The very values that the quantised weights stand for, kept as float32. */
  private EagerParameters dequantized;

  @BeforeEach
  void load() throws IOException {
    golden = Golden.load();
    checkpoint = Checkpoint.read(Golden.directory());
    quantized = QuantizedWeights.of(checkpoint.tensors());
    Map<String, Tensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
    tensors.replaceAll((name, tensor) ->
        QuantizedWeights.isQuantized(name) ? quantized.dequantized(name) : tensor);
    dequantized = EagerParameters.of(tensors);
  }

  @AfterEach
  void free() {
    quantized.close();
    dequantized.close();
  }

  @Test
  void theLossIsCloseToThatOfTheFloatBase() throws IOException {
    float exact = Golden.figures().get("base_loss").getAsFloat();
    try (NDManager step = quantized.manager().newSubManager()) {
      float loss = loss(model(Adapter.none()), golden, step).getFloat();

      // Three hundredths of the loss: weights drawn at random have no slack for what quantising
      // takes, about a tenth of their size.
      assertThat(loss).isNotEqualTo(exact).isCloseTo(exact, withinPercentage(3));
    }
  }

  @Test
  void logitsAreThoseOfTheDequantisedWeights() {
    EagerModel same = new EagerModel(checkpoint.config(), dequantized);
    try (NDManager step = quantized.manager().newSubManager()) {
      Golden.assertClose(
          "logits",
          logits(model(Adapter.none()), step).toFloatArray(),
          logits(same, step).toFloatArray());
    }
  }

  /**
   * Also shows that nothing remembers a layer's float32 weights: they all lie in the same memory,
   * one after the other, so that a remembered one would give another layer's gradient.
   */
  @Test
  void gradientsOfAdaptersAreThoseThroughTheDequantisedWeights() {
    for (List<String> targets : List.of(List.of("q_proj", "v_proj"), ALL, List.of("down_proj"))) {
      try (EagerAdapter adapter = adapter(targets);
          EagerAdapter twin = adapter(targets)) {
        adapter.parameters().trainOnly(name -> true);
        twin.parameters().trainOnly(name -> true);

        float loss = backward(model(adapter.adapter(ops())));
        float wanted =
            backward(new EagerModel(checkpoint.config(), dequantized, twin.adapter(ops())));

        assertThat(loss).isCloseTo(wanted, within(1e-5f));
        assertSameGradients(adapter.parameters(), twin.parameters());
      }
    }
  }

  @Test
  void everythingElseMayBeTrainedBesideTheQuantisedLayers() {
    quantized.others().trainOnly(name -> true);
    dequantized.trainOnly(name -> !QuantizedWeights.isQuantized(name));

    backward(model(Adapter.none()));
    backward(new EagerModel(checkpoint.config(), dequantized));

    assertThat(quantized.others().trainable().keySet())
        .contains(ParameterShapes.CONNECTOR + ".weight", ParameterShapes.TOKEN_EMBEDDING);
    assertSameGradients(quantized.others(), dequantized);
  }

  @Test
  void twoThreadsAddTheSameGradientsAsOneAfterTheOther() throws Exception {
    try (EagerAdapter adapter = adapter(ALL);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      EagerModel model = model(adapter.adapter(ops()));
      adapter.parameters().trainOnly(name -> true);
      backward(model);
      backward(model);
      Map<String, float[]> wanted = gradients(adapter.parameters());
      List<Callable<Float>> both = List.of(() -> backward(model), () -> backward(model));

      for (int round = 0; round < 5; round++) {
        adapter.parameters().trainOnly(name -> true);
        for (Future<Float> pass : threads.invokeAll(both)) {
          assertThat(pass.get()).isFinite();
        }
        gradients(adapter.parameters())
            .forEach((name, gradient) ->
                assertThat(gradient)
                    .as(name)
                    .containsExactly(Objects.requireNonNull(wanted.get(name)), within(2e-5f)));
      }
    }
  }

  @Test
  void anAdapterLearnsOverTheQuantisedBase() {
    try (EagerAdapter adapter = adapter(ALL)) {
      EagerModel model = model(adapter.adapter(ops()));
      adapter.parameters().trainOnly(name -> true);
      try (AdamW optimizer =
          new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 1)) {
        float first = backward(model);
        for (int step = 0; step < 10; step++) {
          optimizer.step(0.01);
          backward(model);
        }
        assertThat(backward(model)).isLessThan(first - 0.5f);
      }
    }
  }

  @Test
  void aStepLeavesNothingBehind() {
    try (EagerAdapter adapter = adapter(ALL)) {
      EagerModel model = model(adapter.adapter(ops()));
      adapter.parameters().trainOnly(name -> true);
      int before = quantized.manager().getManagedArrays().size();

      backward(model);

      assertThat(quantized.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void fourBitsAndTheScalesAreWhatIsKept() {
    assertThat(quantized.floatBytes())
        .isEqualTo(3L * 4 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 128 * 64));
    assertThat((double) quantized.floatBytes() / quantized.quantizedBytes()).isBetween(7.7, 7.76);
    assertThat(quantized.others().arrays().keySet())
        .contains(ParameterShapes.LM_HEAD + ".weight")
        .noneMatch(QuantizedWeights::isQuantized);
    assertThatThrownBy(() -> quantized.get(QUERY)).hasMessageContaining(QUERY);
  }

  @Test
  void gradientsThatNobodyWouldComputeAreRefused() {
    try (EagerAdapter adapter = adapter(ALL);
        NDManager step = quantized.manager().newSubManager()) {
      adapter.parameters().trainOnly(name -> true);
      boolean before = JniUtils.isGradMode();
      JniUtils.setGradMode(true);
      try {
        assertThatThrownBy(() -> loss(model(adapter.adapter(ops())), golden, step))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("Autograd.backward");
      } finally {
        JniUtils.setGradMode(before);
      }
    }
  }

  @Test
  void aWeightThatIsNoNumberIsNamed() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
    float[] values = Objects.requireNonNull(tensors.get(QUERY)).toFloats();
    values[100] = Float.NaN;
    tensors.put(QUERY, Tensor.ofFloats(values, 64, 64));

    assertThatThrownBy(() -> QuantizedWeights.of(tensors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(QUERY)
        .hasMessageContaining("value 100 is NaN");
  }

  private EagerModel model(Adapter<NDArray> adapter) {
    return new EagerModel(checkpoint.config(), quantized, adapter);
  }

  private EagerOps ops() {
    return new EagerOps(quantized.manager());
  }

  /** Both halves random, so that both get gradients. */
  private EagerAdapter adapter(List<String> targets) {
    EagerAdapter adapter =
        EagerAdapter.initialize(
            new LoraConfig(4, 8, 0, targets, "."),
            ParameterShapes.of(checkpoint.config()),
            ParameterShapes.TEXT,
            7);
    SplittableRandom random = new SplittableRandom(8);
    for (Map.Entry<String, NDArray> half : adapter.parameters().arrays().entrySet()) {
      Shape shape = half.getValue().getShape();
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-0.1, 0.1);
      }
      adapter.parameters().put(half.getKey(), values, shape.getShape());
    }
    return adapter;
  }

  private float backward(EagerModel model) {
    return Autograd.backward(quantized.manager(), step -> loss(model, golden, step));
  }

  private static void assertSameGradients(EagerParameters actual, EagerParameters wanted) {
    Map<String, float[]> expected = gradients(wanted);
    Map<String, float[]> gradients = gradients(actual);
    assertThat(gradients.keySet()).isNotEmpty().isEqualTo(expected.keySet());
    double largest = 0;
    for (Map.Entry<String, float[]> gradient : gradients.entrySet()) {
      float[] right = Objects.requireNonNull(expected.get(gradient.getKey()));
      for (int i = 0; i < right.length; i++) {
        assertThat(gradient.getValue()[i])
            .as("%s, element %d", gradient.getKey(), i)
            .isCloseTo(right[i], within(1e-5f));
        largest = Math.max(largest, Math.abs(right[i]));
      }
    }
    assertThat(largest).as("gradients that tell something").isGreaterThan(1e-3);
  }

  private static Map<String, float[]> gradients(EagerParameters parameters) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    parameters
        .trainable()
        .forEach((name, array) -> {
          try (NDArray gradient = array.getGradient()) {
            gradients.put(name, gradient.toFloatArray());
          }
        });
    return gradients;
  }

  private NDArray logits(EagerModel model, NDManager manager) {
    return Autograd.withoutGradient(() -> model.logits(hidden(model, golden, manager)));
  }

  private static NDArray loss(EagerModel model, Golden golden, NDManager manager) {
    return model.loss(hidden(model, golden, manager), golden.rows("labels"));
  }

  private static NDArray hidden(EagerModel model, Golden golden, NDManager manager) {
    long[][] ids = golden.rows("input_ids");
    Tensor pixels = golden.tensor("pixel_values");
    NDArray states =
        model.visionStates(manager.create(pixels.toFloats(), new Shape(pixels.shape())));
    NDArray embeds = model.inputsEmbeds(manager, ids, model.imageFeatures(states));
    return model.hiddenStates(embeds, Golden.ones(ids));
  }
}
