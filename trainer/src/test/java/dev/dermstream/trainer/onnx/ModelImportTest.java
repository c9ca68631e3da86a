package dev.dermstream.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {
  @TempDir private Path work;

  @Test
  void makesAWholeModelDirectory() throws IOException, OrtException {
    Path out = work.resolve("models/golden");

    ModelImport.run(Golden.directory(), List.of(Golden.adapterDirectory()), out);

    assertThat(names(out))
        .containsExactlyInAnyOrder(
            "config.json",
            "model.safetensors",
            "adapters.safetensors",
            "vision_encoder.onnx",
            "embed_tokens.onnx",
            "decoder_model_merged.onnx");
    assertThat(names(work.resolve("models"))).containsExactly("golden");
    try (ExportedModel model = new ExportedModel(out)) {
      assertThat(model.decoder.inputs()).contains("adapter_id");
    }
  }

  @Test
  void withoutAdaptersTheDecoderAsksForNone() throws IOException, OrtException {
    Path out = work.resolve("plain");

    ModelImport.run(Golden.directory(), List.of(), out);

    try (ExportedModel model = new ExportedModel(out)) {
      assertThat(model.decoder.inputs()).doesNotContain("adapter_id");
      assertThat(greedy(model)).isEqualTo(Golden.load().rows("greedy_ids"));
    }
  }

  @Test
  void copiesTokenizerAndPreprocessorWhereTheyExist() throws IOException {
    Path checkpoint = checkpoint(weights());
    Files.writeString(checkpoint.resolve("tokenizer.json"), "{}");
    Files.writeString(checkpoint.resolve("README.md"), "not a part of the model");

    ModelImport.run(checkpoint, List.of(), work.resolve("out"));

    assertThat(names(work.resolve("out"))).contains("tokenizer.json").doesNotContain("README.md");
  }

  @Test
  void leavesNothingBehindWhenTheCheckpointIsWrong() throws IOException {
    Map<String, Tensor> weights = weights();
    weights.remove("model.text_model.norm.weight");
    Path checkpoint = checkpoint(weights);
    Path out = work.resolve("models/broken");

    assertThatThrownBy(() -> ModelImport.run(checkpoint, List.of(), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing tensor model.text_model.norm.weight");

    assertThat(work.resolve("models")).doesNotExist();
  }

  @Test
  void neverWritesOverAModel() throws IOException {
    Path out = Files.createDirectories(work.resolve("taken"));
    Files.writeString(out.resolve("something"), "precious");

    assertThatThrownBy(() -> ModelImport.run(Golden.directory(), List.of(), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not empty");

    assertThat(out.resolve("something")).hasContent("precious");
  }

  @Test
  void refusesAnAdapterOfTheVisionEncoder() throws IOException {
    Path adapter = Files.createDirectories(work.resolve("vision-adapter"));
    String module = "model.vision_model.encoder.layers.0.self_attn.q_proj";
    new LoraCheckpoint(
            new LoraConfig(2, 4, 0, List.of("q_proj"), ""),
            Map.of(
                module,
                new LoraPair(
                    Tensor.ofFloats(new float[96], 2, 48), Tensor.ofFloats(new float[96], 48, 2))))
        .write(adapter);

    assertThatThrownBy(
            () -> ModelImport.run(Golden.directory(), List.of(adapter), work.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(module);
  }

  @Test
  void tiedEmbeddingsServeAsHead() throws IOException, OrtException {
    Map<String, Tensor> weights = weights();
    Map<String, Tensor> tied = new LinkedHashMap<>(weights);
    tied.put(
        "model.text_model.embed_tokens.weight",
        Objects.requireNonNull(weights.get("lm_head.weight")));
    Map<String, Tensor> untied = new LinkedHashMap<>(tied);
    tied.remove("lm_head.weight");
    Path out = work.resolve("tied");
    Path reference = work.resolve("untied");

    Path checkpoint = checkpoint(tied);
    Path config = checkpoint.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
    ModelImport.run(checkpoint, List.of(), out);
    ModelImport.run(checkpoint(untied), List.of(), reference);

    try (ExportedModel model = new ExportedModel(out);
        ExportedModel other = new ExportedModel(reference)) {
      assertThat(greedy(model)).isEqualTo(greedy(other));
    }
  }

  @Test
  void halfPrecisionWeightsAreWidenedWhenLoaded() throws IOException, OrtException {
    assertAgreesWithWidened(Tensor::ofHalves, DataType.F16);
  }

  @Test
  void brainFloatWeightsAreWidenedWhenLoaded() throws IOException, OrtException {
    assertAgreesWithWidened(ModelImportTest::ofBrainFloats, DataType.BF16);
  }

  private void assertAgreesWithWidened(BiFunction<float[], long[], Tensor> narrow, DataType type)
      throws IOException, OrtException {
    Map<String, Tensor> narrowed = new LinkedHashMap<>();
    Map<String, Tensor> widened = new LinkedHashMap<>();
    weights()
        .forEach((name, tensor) -> {
          Tensor small = narrow.apply(tensor.toFloats(), tensor.shape());
          assertThat(small.type()).isEqualTo(type);
          narrowed.put(name, small);
          widened.put(name, Tensor.ofFloats(small.toFloats(), small.shape()));
        });
    ModelImport.run(checkpoint(narrowed), List.of(), work.resolve("narrow"));
    ModelImport.run(checkpoint(widened), List.of(), work.resolve("wide"));
    try (ExportedModel model = new ExportedModel(work.resolve("narrow"));
        ExportedModel other = new ExportedModel(work.resolve("wide"))) {
      assertThat(features(model)).isEqualTo(features(other));
      assertThat(greedy(model)).isEqualTo(greedy(other));
    }
  }

  private static float[] features(ExportedModel model) throws IOException, OrtException {
    return ExportedModel.output(
            model.encode(Golden.load().tensor("pixel_values")), "image_features")
        .toFloats();
  }

  private static long[][] greedy(ExportedModel model) throws IOException, OrtException {
    long[][] ids = Golden.load().rows("input_ids");
    return model.greedy(model.embeds(ids, features(model)), Golden.ones(ids), 12, null);
  }

  private Path checkpoint(Map<String, Tensor> weights) throws IOException {
    Path directory = Files.createTempDirectory(work, "checkpoint");
    Files.copy(Golden.directory().resolve("config.json"), directory.resolve("config.json"));
    Checkpoint.writeWeights(directory, weights);
    return directory;
  }

  private static Map<String, Tensor> weights() throws IOException {
    return new LinkedHashMap<>(Safetensors.read(Golden.directory().resolve("model.safetensors")));
  }

  private static Tensor ofBrainFloats(float[] values, long[] shape) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putShort((short) (Float.floatToIntBits(value) >>> 16));
    }
    return new Tensor(DataType.BF16, shape, data.flip());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    }
  }
}
