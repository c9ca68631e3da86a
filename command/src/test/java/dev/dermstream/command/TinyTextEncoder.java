package dev.dermstream.command;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes an encoder whose embeddings are known: token i at [i, number of tokens in its text]. It
 * knows [CLS], which it puts before every text, a, brown and plaque: 0 to 3.
 */
final class TinyTextEncoder {
  private TinyTextEncoder() {}

  static void write(Path folder) throws IOException {
    writeTokenizer(folder);
    writeGraph(
        folder,
        Map.of("input_ids", DataType.INT64, "attention_mask", DataType.INT64),
        "last_hidden_state");
  }

  static void writeTokenizer(Path folder) throws IOException {
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

  static void writeGraph(Path folder, Map<String, DataType> inputs, String output)
      throws IOException {
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
