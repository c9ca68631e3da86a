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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder that takes its adapters as inputs. */
class AdapterInputsExportTest {
  private static final int RANK = 6;
  private static final long SEED = 20_260;

  @TempDir private static Path work;
  private static Golden golden;
  private static Map<String, long[]> base;
  private static AdapterInputs inputs;
  private static ExportedModel model;

  @BeforeAll
  static void export() throws IOException, OrtException {
    golden = Golden.load();
    Path out = work.resolve("model");
    inputs = new AdapterInputs(RANK, AdapterInputs.ALL_TARGETS);
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
        .contains("adapter_id")
        .contains("lora_a.model.text_model.layers.0.self_attn.q_proj")
        .contains("lora_b.model.text_model.layers.2.mlp.down_proj")
        .filteredOn(name -> name.startsWith("lora_"))
        .hasSize(2 * 7 * 3);
  }

  @Test
  void aGoldenAdapterOfSmallerRankGivesTheGoldenLogits() throws IOException, OrtException {
    LoraCheckpoint adapter = LoraCheckpoint.read(Golden.adapterDirectory(), base);

    golden.assertClose("adapter_logits", logits(List.of(adapter), 1, 1));
    golden.assertClose("logits", logits(List.of(adapter), 0, 0));
  }

  @Test
  void theBaseAloneNeedsNoAdapter() throws OrtException {
    golden.assertClose("logits", logits(List.of(), 0, 0));
  }

  @Test
  void rowsOfDifferentAdaptersEqualTheSameRowsAlone() throws OrtException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<LoraCheckpoint> adapters = new ArrayList<>();
    for (int rank = 1; rank <= 4; rank++) {
      adapters.add(random(random, rank, rank % 2 == 0));
    }
    for (int first = 0; first <= adapters.size(); first++) {
      for (int second = 0; second <= adapters.size(); second++) {
        float[] mixed = logits(adapters, first, second);
        int row = mixed.length / 2;
        assertThat(Arrays.copyOf(mixed, row))
            .as("seed %d, adapters %d and %d, row 0", SEED, first, second)
            .containsExactly(Arrays.copyOf(logits(adapters, first, first), row), within(1e-5f));
        assertThat(Arrays.copyOfRange(mixed, row, 2 * row))
            .as("seed %d, adapters %d and %d, row 1", SEED, first, second)
            .containsExactly(
                Arrays.copyOfRange(logits(adapters, second, second), row, 2 * row), within(1e-5f));
      }
    }
  }

  @Test
  void adaptersChangeTheLogits() throws OrtException {
    LoraCheckpoint adapter = random(new SplittableRandom(SEED), 2, false);

    assertThat(logits(List.of(adapter), 1, 1)).isNotEqualTo(logits(List.of(adapter), 0, 0));
  }

  @Test
  void rankAndTargetsOutsideTheModelAreRefused() {
    assertThatThrownBy(() -> new AdapterInputs(0, AdapterInputs.ALL_TARGETS))
        .hasMessageContaining("1 to 512");
    assertThatThrownBy(() -> new AdapterInputs(4, List.of("q_proj", "lm_head")))
        .hasMessageContaining("lm_head")
        .hasMessageContaining("down_proj");
  }

  /** Logits of the golden prompts, a row each with its adapter; 0 is none. */
  private static float[] logits(List<LoraCheckpoint> adapters, long... ids) throws OrtException {
    Tensor features =
        ExportedModel.output(model.encode(golden.tensor("pixel_values")), "image_features");
    Tensor embeds = model.embeds(golden.rows("input_ids"), features.toFloats());
    long[][] mask = Golden.ones(golden.rows("input_ids"));
    return ExportedModel.output(
            model.decode(embeds, mask, Map.of(), ids, stacks(adapters)), "logits")
        .toFloats();
  }

  private static Map<String, Tensor> stacks(List<LoraCheckpoint> adapters) {
    Map<String, Tensor> stacks = new LinkedHashMap<>();
    int count = adapters.size() + 1;
    for (String module : inputs.modules(base)) {
      long[] weight = base.get(module + ".weight");
      int in = (int) weight[1];
      int out = (int) weight[0];
      float[] a = new float[count * in * RANK];
      float[] b = new float[count * RANK * out];
      for (int i = 1; i < count; i++) {
        LoraCheckpoint adapter = adapters.get(i - 1);
        LoraPair pair = adapter.pairs().get(module);
        if (pair != null) {
          pair.writeA(FloatBuffer.wrap(a, i * in * RANK, in * RANK).slice(), RANK);
          pair.writeB(
              FloatBuffer.wrap(b, i * RANK * out, RANK * out).slice(),
              RANK,
              adapter.config().scale());
        }
      }
      stacks.put(LoraInputs.A + module, Tensor.ofFloats(a, count, in, RANK));
      stacks.put(LoraInputs.B + module, Tensor.ofFloats(b, count, RANK, out));
    }
    return stacks;
  }

  private static LoraCheckpoint random(SplittableRandom random, int rank, boolean rankStabilized) {
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String module : inputs.modules(base)) {
      long[] weight = base.get(module + ".weight");
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
