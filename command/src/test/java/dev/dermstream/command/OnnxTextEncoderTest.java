package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny encoder whose embeddings are known: token i at [i, number of tokens in its text]. */
class OnnxTextEncoderTest {
  @TempDir Path folder;

  @BeforeEach
  void tokenizer() throws IOException {
    TinyTextEncoder.writeTokenizer(folder);
  }

  @Test
  void everyTextHasItsOwnEmbeddingsWhateverSharesItsBatch() throws IOException {
    write(Map.of("input_ids", DataType.INT64, "attention_mask", DataType.INT64), "states");
    List<String> texts =
        Stream.concat(
                Stream.of("brown plaque", "a", "a brown plaque"),
                IntStream.range(0, 70).mapToObj(i -> "a ".repeat(i + 1)))
            .toList();
    try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
      List<Tokens> tokens = texts.stream().map(encoder::tokens).toList();
      List<TokenEmbeddings> embedded = encoder.embed(tokens);

      assertThat(encoder.embed(List.of())).isEmpty();
      assertThat(tokens.getFirst().ids()).containsExactly(0, 2, 3);
      assertThat(tokens.getFirst().special()).containsExactly(true, false, false);
      assertThat(embedded.getFirst().values()).containsExactly(0, 3, 2, 3, 3, 3);
      assertThat(embedded.get(2).values()).containsExactly(0, 4, 1, 4, 2, 4, 3, 4);
      for (int i = 0; i < texts.size(); i++) {
        int length = tokens.get(i).length();
        assertThat(embedded.get(i).tokens()).isSameAs(tokens.get(i));
        assertThat(embedded.get(i).values()).hasSize(2 * length);
        assertThat(embedded.get(i).values()[2 * length - 1]).isEqualTo(length);
      }
      assertThat(encoder.identity().sha256()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void integersOf32BitsTokenTypesAndTheUsualNameAreUnderstood() throws IOException {
    write(
        Map.of(
            "input_ids",
            DataType.INT32,
            "attention_mask",
            DataType.INT32,
            "token_type_ids",
            DataType.INT32),
        "last_hidden_state");
    try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
      assertThat(encoder.embed(List.of(encoder.tokens("plaque"))).getFirst().values())
          .containsExactly(0, 2, 3, 2);
    }
  }

  @Test
  void textsAreCutWhereTheModelEnds() throws IOException {
    write(Map.of("input_ids", DataType.INT64, "attention_mask", DataType.INT64), "states");
    Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\":3}");
    try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
      assertThat(encoder.tokens("a brown plaque").ids()).containsExactly(0, 1, 2);
      assertThat(encoder.tokens("a brown plaque").cut()).isTrue();
      assertThat(encoder.tokens("a brown").cut()).isFalse();
    }
  }

  @Test
  void whatIsNoTextEncoderIsRefusedByName() throws IOException {
    assertThatThrownBy(() -> OnnxTextEncoder.open(folder.resolve("gone")))
        .hasMessageContaining("gone: is no text encoder: there is no such folder");
    assertThatThrownBy(() -> OnnxTextEncoder.open(folder))
        .hasMessageContaining("has no model.onnx");
    write(Map.of("input_ids", DataType.INT64), "states");
    assertThatThrownBy(() -> OnnxTextEncoder.open(folder))
        .hasMessageContaining("model.onnx: is no text encoder: takes no input attention_mask");
    write(
        Map.of(
            "input_ids",
            DataType.INT64,
            "attention_mask",
            DataType.INT64,
            "pixel_values",
            DataType.FLOAT),
        "states");
    assertThatThrownBy(() -> OnnxTextEncoder.open(folder))
        .hasMessageContaining("wants the input pixel_values");
    Files.delete(folder.resolve("tokenizer.json"));
    assertThatThrownBy(() -> OnnxTextEncoder.open(folder)).hasMessageContaining("tokenizer.json");
  }

  private void write(Map<String, DataType> inputs, String output) throws IOException {
    TinyTextEncoder.writeGraph(folder, inputs, output);
  }
}
