package dev.dermstream.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.InvalidCheckpointException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraCheckpointTest {
  private static final String QUERY = "model.text_model.layers.0.self_attn.q_proj";

  @TempDir private Path directory;
  private Map<String, long[]> base;

  @BeforeEach
  void readBase() throws IOException {
    base = ParameterShapes.of(Checkpoint.read(Golden.directory()).config());
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    LoraCheckpoint original = LoraCheckpoint.read(Golden.adapterDirectory(), base);

    original.write(directory);
    LoraCheckpoint copy = LoraCheckpoint.read(directory, base);

    assertThat(copy.config()).isEqualTo(original.config());
    assertThat(copy.pairs().keySet()).isEqualTo(original.pairs().keySet());
    original
        .pairs()
        .forEach((module, pair) -> {
          LoraPair back = Objects.requireNonNull(copy.pairs().get(module));
          assertThat(back.a().toFloats()).isEqualTo(pair.a().toFloats());
          assertThat(back.b().toFloats()).isEqualTo(pair.b().toFloats());
        });
  }

  @Test
  void isRefusedForAnotherBase() {
    Map<String, long[]> wider = Map.of(QUERY + ".weight", new long[] {128, 128});

    assertThatThrownBy(() -> LoraCheckpoint.read(Golden.adapterDirectory(), wider))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("does not fit this base")
        .hasMessageContaining(QUERY + ".lora_A.weight has shape [4, 64], needed is [4, 128]")
        .hasMessageContaining("unknown tensor base_model.model.model.text_model.layers.2");
  }

  @Test
  void namesTheHalfThatIsMissing() throws IOException {
    Files.copy(
        Golden.adapterDirectory().resolve("adapter_config.json"),
        directory.resolve("adapter_config.json"));
    Safetensors.write(
        directory.resolve("adapter_model.safetensors"),
        Map.of(
            "base_model.model." + QUERY + ".lora_A.weight",
            Tensor.ofFloats(new float[4 * 64], 4, 64)));

    assertThatThrownBy(() -> LoraCheckpoint.read(directory, base))
        .hasMessageContaining("missing tensor base_model.model." + QUERY + ".lora_B.weight");
  }

  @Test
  void refusesVariantsThatComputeSomethingElse() throws IOException {
    Files.copy(
        Golden.adapterDirectory().resolve("adapter_model.safetensors"),
        directory.resolve("adapter_model.safetensors"));
    Files.writeString(
        directory.resolve("adapter_config.json"),
        Files.readString(Golden.adapterDirectory().resolve("adapter_config.json"))
            .replace("\"r\": 4", "\"use_dora\": true, \"r\": 4"));

    assertThatThrownBy(() -> LoraCheckpoint.read(directory, base))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("use_dora");
  }

  @Test
  void refusesEveryVariantByItsKey() throws IOException {
    for (String variant :
        List.of(
            "\"bias\": \"all\"",
            "\"modules_to_save\": [\"lm_head\"]",
            "\"rank_pattern\": {\"q_proj\": 8}",
            "\"lora_bias\": true",
            "\"fan_in_fan_out\": true",
            "\"init_lora_weights\": \"pissa\"",
            "\"peft_type\": \"IA3\"")) {
      String key = variant.substring(1, variant.indexOf('"', 1));
      writeConfig(
          "{\"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"], " + variant + "}");

      assertThatThrownBy(() -> LoraCheckpoint.read(directory, base))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("adapter_config.json")
          .hasMessageContaining(key);
    }
  }

  @Test
  void readsWhatPeftWritesToday() throws IOException {
    writeConfig(
        """
        {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "lora_dropout": 0.05, "bias": "none",
         "use_dora": false, "use_rslora": true, "modules_to_save": null, "rank_pattern": {},
         "alpha_pattern": {}, "layer_replication": null, "init_lora_weights": true,
         "target_modules": ".*(q_proj|v_proj)", "trainable_token_indices": null,
         "base_model_name_or_path": null, "revision": null, "loftq_config": {}}
        """);

    LoraConfig config = LoraCheckpoint.read(directory, base).config();

    assertThat(config.scale()).isEqualTo(4f);
    assertThat(config.targetModules()).containsExactly(".*(q_proj|v_proj)");
  }

  @Test
  void namesTheTensorThatHoldsNoNumber() throws IOException {
    LoraCheckpoint right = LoraCheckpoint.read(Golden.adapterDirectory(), base);
    Map<String, LoraPair> pairs = new LinkedHashMap<>(right.pairs());
    LoraPair pair = Objects.requireNonNull(pairs.get(QUERY));
    float[] values = pair.b().toFloats();
    values[17] = Float.NaN;
    pairs.put(QUERY, new LoraPair(pair.a(), Tensor.ofFloats(values, pair.b().shape())));
    new LoraCheckpoint(right.config(), pairs).write(directory);

    assertThatThrownBy(() -> LoraCheckpoint.read(directory, base))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining(QUERY + ".lora_B.weight holds NaN");
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    LoraCheckpoint.read(Golden.adapterDirectory(), base).write(directory);
    Path weights = directory.resolve("adapter_model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    for (int length : new int[] {0, 7, 8, 200, whole.length / 2, whole.length - 1}) {
      Files.write(weights, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> LoraCheckpoint.read(directory, base))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("adapter_model.safetensors");
    }
  }

  @Test
  void theDigestIsWhatSha256sumPrints() throws IOException {
    Files.writeString(directory.resolve("adapter_config.json"), "{}");
    Files.writeString(directory.resolve("adapter_model.safetensors"), "weights");

    assertThat(LoraFiles.read(directory).digest())
        .isEqualTo("b67bf92f07566d661151ba460028eaff65e2f84746b31ea10f15282a292252ac");
  }

  private void writeConfig(String json) throws IOException {
    Files.writeString(directory.resolve("adapter_config.json"), json);
    Files.copy(
        Golden.adapterDirectory().resolve("adapter_model.safetensors"),
        directory.resolve("adapter_model.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void stackFillsSmallerRanksWithZerosAndFoldsTheScaleIn() {
    LoraCheckpoint small = adapter(1, 2);
    LoraCheckpoint large = adapter(2, 2);

    Map<String, Tensor> stack = AdapterStack.of(List.of(small, large));

    Tensor a = Objects.requireNonNull(stack.get("layer.q_proj.lora_A"));
    Tensor b = Objects.requireNonNull(stack.get("layer.q_proj.lora_B"));
    assertThat(a.shape()).containsExactly(3, 3, 2);
    assertThat(a.toFloats()).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 3, 0, 1, 4, 2, 5, 3, 6);
    assertThat(b.shape()).containsExactly(3, 2, 1);
    assertThat(b.toFloats()).containsExactly(0, 0, 2, 0, 1, 2);
  }

  private static LoraCheckpoint adapter(int rank, double alpha) {
    float[] a = {1, 2, 3, 4, 5, 6};
    float[] b = {1, 2};
    LoraConfig config = new LoraConfig(rank, alpha, 0, List.of("q_proj"), "");
    return new LoraCheckpoint(
        config,
        Map.of(
            "layer.q_proj",
            new LoraPair(
                Tensor.ofFloats(Arrays.copyOf(a, rank * 3), rank, 3),
                Tensor.ofFloats(Arrays.copyOf(b, rank), 1, rank))));
  }
}
