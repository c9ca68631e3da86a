package dev.dermstream.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.eager.EagerTextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder.Identity;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import dev.dermstream.trainer.golden.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextEncoderExportTest {
  @TempDir Path directory;

  /** The second text is shorter, so the graph sees it padded; the eager model sees it alone. */
  @Test
  void theGraphGivesTheHiddenStatesOfTheModelWhateverIsPadded() throws Exception {
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Golden.directory().resolve(file), directory.resolve(file));
    }
    OnnxExport.writeTextEncoder(directory);
    Checkpoint checkpoint = Checkpoint.read(directory);
    int hidden = checkpoint.config().text().hiddenSize();
    try (OrtGraph graph = new OrtGraph(directory.resolve(OnnxExport.TEXT_ENCODER));
        EagerParameters parameters = EagerParameters.of(checkpoint.tensors())) {
      EagerModel model = new EagerModel(checkpoint.config(), parameters);
      EagerTextEncoder eager =
          new EagerTextEncoder(
              new Identity("tiny", ""),
              model,
              parameters.manager(),
              5,
              text -> text.chars().toArray());
      Tokens first = eager.tokens("abcdefg");
      Tokens second = eager.tokens("xyz");
      assertThat(first.ids()).containsExactly('a', 'b', 'c', 'd', 'e');
      assertThat(first.cut()).isTrue();

      Map<String, Tensor> outputs =
          graph.run(
              Map.of(
                  "input_ids",
                  Tensor.ofLongs(new long[] {'a', 'b', 'c', 'd', 'e', 'x', 'y', 'z', 0, 0}, 2, 5),
                  "attention_mask",
                  Tensor.ofLongs(new long[] {1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, 2, 5)));
      Tensor states = Objects.requireNonNull(outputs.get("last_hidden_state"));
      List<TokenEmbeddings> expected = eager.embed(List.of(first, second));

      assertThat(states.shape()).containsExactly(2, 5, hidden);
      Golden.assertClose(
          "first", Arrays.copyOf(states.toFloats(), 5 * hidden), expected.getFirst().values());
      Golden.assertClose(
          "second",
          Arrays.copyOfRange(states.toFloats(), 5 * hidden, 8 * hidden),
          expected.get(1).values());
    }
  }
}
