package dev.dermstream.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.InvalidCheckpointException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final String NORM = "model.text_model.norm.weight";
  private static final String PROJECTION = "model.connector.modality_projection.proj.weight";

  @TempDir private Path directory;

  @Test
  void listsEveryProblemByName() throws IOException {
    Map<String, Tensor> tensors = weights();
    tensors.remove(NORM);
    tensors.put(PROJECTION, Tensor.ofFloats(new float[6], 2, 3));
    tensors.put("model.surprise", Tensor.ofFloats(new float[1], 1));
    tensors.put("lm_head.weight", Tensor.ofInts(new int[320 * 64], 320, 64));
    write(tensors);

    InvalidCheckpointException refusal =
        catchThrowableOfType(InvalidCheckpointException.class, () -> Checkpoint.read(directory));

    assertThat(refusal.problems())
        .containsExactlyInAnyOrder(
            "missing tensor " + NORM + " [64]",
            "tensor " + PROJECTION + " has shape [2, 3], needed is [64, 192]",
            "tensor lm_head.weight has type I32, needed is one of F32, F16, BF16",
            "unknown tensor model.surprise [1]");
    assertThat(refusal).hasMessageContaining("model.safetensors").hasMessageContaining(NORM);
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    assertThatThrownBy(() -> Checkpoint.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no config.json");

    Files.copy(Golden.directory().resolve("config.json"), directory.resolve("config.json"));
    assertThatThrownBy(() -> Checkpoint.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no model.safetensors");
  }

  @Test
  void saysThatSplitWeightsMustBeMerged() throws IOException {
    Files.copy(Golden.directory().resolve("config.json"), directory.resolve("config.json"));
    Files.writeString(directory.resolve("model.safetensors.index.json"), "{}");

    assertThatThrownBy(() -> Checkpoint.read(directory)).hasMessageContaining("merge");
  }

  @Test
  void readsHalfPrecision() throws IOException {
    Map<String, Tensor> tensors = weights();
    tensors.put(NORM, Tensor.ofHalves(new float[64], 64));
    write(tensors);

    Tensor norm = Objects.requireNonNull(Checkpoint.read(directory).tensors().get(NORM));

    assertThat(norm.type()).isEqualTo(DataType.F16);
  }

  @Test
  void tiedEmbeddingsNeedNoHead() throws IOException {
    Map<String, Tensor> tensors = weights();
    tensors.remove("lm_head.weight");
    write(tensors);
    tie();

    assertThat(Checkpoint.read(directory).tensors()).doesNotContainKey("lm_head.weight");
  }

  @Test
  void weightsComeBackAsTheyWereWritten() throws IOException {
    write(weights());

    Map<String, Tensor> tensors = Checkpoint.read(directory).tensors();

    assertThat(tensors.keySet())
        .containsExactlyElementsOf(
            ParameterShapes.of(Checkpoint.read(Golden.directory()).config()).keySet());
    assertThat(List.copyOf(tensors.values()))
        .zipSatisfy(
            Checkpoint.read(Golden.directory()).tensors().values(),
            (actual, wanted) -> assertThat(actual.toFloats()).isEqualTo(wanted.toFloats()));
  }

  private Map<String, Tensor> weights() throws IOException {
    return new LinkedHashMap<>(Safetensors.read(Golden.directory().resolve("model.safetensors")));
  }

  private void write(Map<String, Tensor> tensors) throws IOException {
    Files.copy(Golden.directory().resolve("config.json"), directory.resolve("config.json"));
    Checkpoint.writeWeights(directory, tensors);
  }

  private void tie() throws IOException {
    Path config = directory.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
  }
}
