package dev.dermstream.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraInputs;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder that takes its adapters as inputs. */
class AdapterInputsExportTest {
  private static final int RANK = 4;
  private static final long SEED = 20_260;
  private static final LoraCheckpoint NONE =
      new LoraCheckpoint(new LoraConfig(1, 1, 0, List.of("none"), ""), Map.of());

  @TempDir private static Path work;
  private static Golden golden;
  private static Map<String, long[]> base;
  private static AdapterInputs inputs;
  private static ExportedModel model;

  @BeforeAll
  static void export() throws IOException, OrtException {
    golden = Golden.load();
    Path out = work.resolve("model");
    inputs = new AdapterInputs(AdapterInputs.ALL_TARGETS);
    ModelImport.run(Golden.directory(), inputs, out);
    base = ParameterShapes.of(Idefics3Config.read(out.resolve("config.json")));
    model = new ExportedModel(out);
  }

  @AfterAll
  static void free() throws OrtException {
    model.close();
  }

  @Test
  void everyLayerOfTheDecoderTakesBothHalves() {
    assertThat(model.decoder.inputs())
        .doesNotContain("adapter_id")
        .contains("lora_a.model.text_model.layers.0.self_attn.q_proj")
        .contains("lora_b.model.text_model.layers.2.mlp.down_proj")
        .filteredOn(name -> name.startsWith("lora_"))
        .hasSize(2 * 7 * 3);
  }

  @Test
  void theGoldenAdapterGivesTheGoldenLogits() throws IOException, OrtException {
    LoraCheckpoint adapter = LoraCheckpoint.read(Golden.adapterDirectory(), base);
    int rank = adapter.config().rank();

    golden.assertClose("adapter_logits", logits(rank, adapter));
    golden.assertClose("adapter_logits", logits(rank, adapter, adapter));
    golden.assertClose("adapter_logits", logits(rank + 3, adapter));
  }

  @Test
  void zerosOfRankOneAreTheBase() throws OrtException {
    golden.assertClose("logits", logits(1, NONE));
  }

  @Test
  void rowsOfDifferentAdaptersEqualTheSameRowsAlone() throws OrtException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<LoraCheckpoint> adapters = new ArrayList<>(List.of(NONE));
    for (int rank = 1; rank <= RANK; rank++) {
      adapters.add(random(random, rank, rank % 2 == 0));
    }
    for (LoraCheckpoint first : adapters) {
      for (LoraCheckpoint second : adapters) {
        String as = "seed %d, ranks %s".formatted(SEED, List.of(first, second));
        float[] mixed = logits(RANK, first, second);
        int row = mixed.length / 2;
        assertThat(Arrays.copyOf(mixed, row))
            .as(as)
            .containsExactly(Arrays.copyOf(logits(RANK, first), row), within(1e-5f));
        assertThat(Arrays.copyOfRange(mixed, row, 2 * row))
            .as(as)
            .containsExactly(Arrays.copyOfRange(logits(RANK, second), row, 2 * row), within(1e-5f));
      }
    }
  }

  @Test
  void adaptersChangeTheLogits() throws OrtException {
    LoraCheckpoint adapter = random(new SplittableRandom(SEED), 2, false);

    assertThat(logits(2, adapter)).isNotEqualTo(logits(2, NONE));
  }

  @Test
  void targetsOutsideTheModelAreRefused() {
    assertThatThrownBy(() -> new AdapterInputs(List.of("q_proj", "lm_head")))
        .hasMessageContaining("lm_head")
        .hasMessageContaining("down_proj");
  }

  /** Logits of the two golden prompts, with one adapter for both rows or one for each. */
  private static float[] logits(int rank, LoraCheckpoint... adapters) throws OrtException {
    Tensor features =
        ExportedModel.output(model.encode(golden.tensor("pixel_values")), "image_features");
    Tensor embeds = model.embeds(golden.rows("input_ids"), features.toFloats());
    long[][] mask = Golden.ones(golden.rows("input_ids"));
    return ExportedModel.output(
            model.decode(embeds, mask, Map.of(), null, stacks(rank, adapters)), "logits")
        .toFloats();
  }

  private static Map<String, Tensor> stacks(int rank, LoraCheckpoint... adapters) {
    Map<String, Tensor> stacks = new LinkedHashMap<>();
    int rows = adapters.length;
    for (String module : inputs.modules(base)) {
      long[] weight = Objects.requireNonNull(base.get(module + ".weight"));
      int in = (int) weight[1];
      int out = (int) weight[0];
      float[] a = new float[rows * in * rank];
      float[] b = new float[rows * rank * out];
      for (int i = 0; i < rows; i++) {
        LoraPair pair = adapters[i].pairs().get(module);
        if (pair != null) {
          pair.writeA(FloatBuffer.wrap(a, i * in * rank, in * rank).slice(), rank);
          pair.writeB(
              FloatBuffer.wrap(b, i * rank * out, rank * out).slice(),
              rank,
              adapters[i].config().scale());
        }
      }
      stacks.put(LoraInputs.A + module, Tensor.ofFloats(a, rows, in, rank));
      stacks.put(LoraInputs.B + module, Tensor.ofFloats(b, rows, rank, out));
    }
    return stacks;
  }

  private static LoraCheckpoint random(SplittableRandom random, int rank, boolean rankStabilized) {
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String module : inputs.modules(base)) {
      long[] weight = Objects.requireNonNull(base.get(module + ".weight"));
      pairs.put(
          module, new LoraPair(random(random, rank, weight[1]), random(random, weight[0], rank)));
    }
    return new LoraCheckpoint(
        new LoraConfig(rank, 2, 0, AdapterInputs.ALL_TARGETS, "", rankStabilized), pairs);
  }

  private static Tensor random(SplittableRandom random, long rows, long columns) {
    float[] values = new float[(int) (rows * columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    return Tensor.ofFloats(values, rows, columns);
  }
}
