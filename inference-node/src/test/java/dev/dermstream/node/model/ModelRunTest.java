package dev.dermstream.node.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.node.TinyModel;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRunTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path folder;

  @Test
  void agreesWithAnIndependentImplementation() throws IOException {
    Map<String, Tensor> outputs = run(TinyModel.directory());

    for (String name :
        new String[] {"vision_last_hidden_state", "connector_output", "logits", "adapter_logits"}) {
      assertThat(get(outputs, name).shape()).as(name).isEqualTo(expected(name).shape());
      assertThat(get(outputs, name).toFloats())
          .as(name)
          .containsExactly(expected(name).toFloats(), within(TOLERANCE));
    }
    assertThat(get(outputs, "greedy_ids").shape()).isEqualTo(expected("greedy_ids").shape());
    assertThat(get(outputs, "greedy_ids").toLongs()).isEqualTo(expected("greedy_ids").toLongs());
  }

  @Test
  void namesTheGraphWhoseWeightsAreMissing() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.delete(model.resolve("adapters.safetensors"));

    assertThatThrownBy(() -> run(model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("decoder_model_merged.onnx");
  }

  @Test
  void namesTheTensorThatIsMissing() throws IOException {
    Path inputs = folder.resolve("inputs.safetensors");
    Safetensors.write(inputs, Map.of("input_ids", expected("input_ids")));

    assertThatThrownBy(
            () -> ModelRun.run(TinyModel.directory(), inputs, folder.resolve("out.safetensors")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pixel_values");
  }

  private Map<String, Tensor> run(Path model) throws IOException {
    Path inputs = folder.resolve("inputs.safetensors");
    Path out = folder.resolve("out.safetensors");
    Safetensors.write(
        inputs,
        Map.of("pixel_values", expected("pixel_values"), "input_ids", expected("input_ids")));
    ModelRun.run(model, inputs, out);
    return Safetensors.read(out);
  }

  private static Tensor expected(String name) {
    return get(TinyModel.expected(), name);
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
