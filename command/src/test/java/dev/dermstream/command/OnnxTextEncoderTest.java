package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version":"1.0","truncation":null,"padding":null,
         "added_tokens":[{"id":0,"content":"[CLS]","single_word":false,"lstrip":false,
           "rstrip":false,"normalized":false,"special":true}],
         "normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
         "post_processor":{"type":"TemplateProcessing",
           "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
           "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
           "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[0],"tokens":["[CLS]"]}}},
         "decoder":null,
         "model":{"type":"WordLevel","vocab":{"[CLS]":0,"a":1,"brown":2,"plaque":3,"[UNK]":4},
           "unk_token":"[UNK]"}}
        """);
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
    Graph graph = new Graph("tiny");
    Map<String, Value> given = new HashMap<>();
    inputs.forEach((name, type) -> given.put(name, graph.input(name, type, "batch", "sequence")));
    Value ids = cast(graph, given, "input_ids");
    Value mask = given.containsKey("attention_mask") ? cast(graph, given, "attention_mask") : ids;
    Value ones =
        graph.node(
            "Div",
            graph.node("Add", ids, graph.floats(new float[] {1}, 1)),
            graph.node("Add", ids, graph.floats(new float[] {1}, 1)));
    Value length =
        graph.node("Mul", ones, graph.node("ReduceSum", Map.of("keepdims", 1L), mask, axis(graph)));
    Value axis = last(graph);
    Value both =
        graph.node(
            "Concat",
            Map.of("axis", -1L),
            graph.node("Unsqueeze", ids, axis),
            graph.node("Unsqueeze", length, axis));
    graph.output("pooled", ids, DataType.FLOAT, "batch", "sequence");
    graph.output(output, both, DataType.FLOAT, "batch", "sequence", 2);
    graph.write(folder.resolve("model.onnx"));
  }

  private static Value cast(Graph graph, Map<String, Value> given, String name) {
    return graph.node(
        "Cast",
        Map.of("to", (long) DataType.FLOAT.getNumber()),
        Objects.requireNonNull(given.get(name)));
  }

  private static Value axis(Graph graph) {
    return graph.node(
        "Cast", Map.of("to", (long) DataType.INT64.getNumber()), graph.floats(new float[] {1}, 1));
  }

  private static Value last(Graph graph) {
    return graph.node(
        "Cast", Map.of("to", (long) DataType.INT64.getNumber()), graph.floats(new float[] {2}, 1));
  }
}
