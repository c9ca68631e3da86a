package dev.dermstream.trainer.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;

import dev.dermstream.platform.lora.LoraInputs;
import dev.dermstream.trainer.checkpoint.AdapterStack;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.checkpoint.TensorIndex;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.Connector;
import dev.dermstream.trainer.model.Decoder;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.KeyValue;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.RowAdapters;
import dev.dermstream.trainer.model.StackedAdapters;
import dev.dermstream.trainer.model.TextConfig;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.model.VisionTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the three graphs of a model beside its weights, in the layout that exporters of
 * vision-language models share. Names and shapes: {@code docs/architecture.md}.
 */
public final class OnnxExport {
  public static final String VISION_ENCODER = "vision_encoder.onnx";
  public static final String EMBED_TOKENS = "embed_tokens.onnx";
  public static final String DECODER = "decoder_model_merged.onnx";

  /** The text decoder alone, as an encoder of texts. */
  public static final String TEXT_ENCODER = "text_encoder.onnx";

  private final Path directory;
  private final Idefics3Config config;
  private final TensorIndex weights;
  private final @Nullable TensorIndex adapters;
  private final @Nullable AdapterInputs inputs;

  private OnnxExport(
      Path directory,
      Idefics3Config config,
      TensorIndex weights,
      @Nullable TensorIndex adapters,
      @Nullable AdapterInputs inputs) {
    this.directory = directory;
    this.config = config;
    this.weights = weights;
    this.adapters = adapters;
    this.inputs = inputs;
  }

  /**
   * Writes {@value #VISION_ENCODER}, {@value #EMBED_TOKENS} and {@value #DECODER} for the
   * checkpoint in a directory. If {@code adapters.safetensors} lies there, the decoder takes an
   * {@code adapter_id} per row.
   *
   * @throws IOException if the checkpoint is not whole and right, or a file cannot be written
   */
  public static void write(Path directory) throws IOException {
    Path stack = directory.resolve(AdapterStack.FILE);
    write(directory, Files.exists(stack) ? TensorIndex.read(stack) : null, null);
  }

  /**
   * Writes the same graphs, but for a decoder that takes its adapters as inputs at every run, as
   * {@link LoraInputs} describes them.
   *
   * @throws IOException if the checkpoint is not whole and right, or a file cannot be written
   */
  public static void write(Path directory, AdapterInputs inputs) throws IOException {
    write(directory, null, inputs);
  }

  /**
   * Writes {@value #TEXT_ENCODER} beside the checkpoint in a directory: {@code input_ids} and
   * {@code attention_mask} [batch, sequence], padded on the right, to {@code last_hidden_state}
   * [batch, sequence, hidden], the decoder's normed hidden states.
   *
   * @throws IOException if the checkpoint is not whole and right, or the file cannot be written
   */
  public static void writeTextEncoder(Path directory) throws IOException {
    of(directory, null, null).textEncoder();
  }

  private static OnnxExport of(
      Path directory, @Nullable TensorIndex adapters, @Nullable AdapterInputs inputs)
      throws IOException {
    return new OnnxExport(
        directory,
        Checkpoint.read(directory).config(),
        TensorIndex.read(directory.resolve(Checkpoint.WEIGHTS_FILE)),
        adapters,
        inputs);
  }

  private static void write(
      Path directory, @Nullable TensorIndex adapters, @Nullable AdapterInputs inputs)
      throws IOException {
    OnnxExport export = of(directory, adapters, inputs);
    export.visionEncoder();
    export.embedTokens();
    export.decoder();
  }

  private void visionEncoder() throws IOException {
    Graph graph = new Graph("vision_encoder");
    OnnxOps ops = new OnnxOps(graph);
    Modules<Value> modules = new Modules<>(ops, new ExternalWeights(graph, ops, weights));
    VisionConfig vision = config.vision();
    long channels = vision.channels();
    long size = vision.imageSize();
    Value pixels = graph.input("pixel_values", FLOAT, "batch", "images", channels, size, size);
    VisionTransformer<Value> transformer = new VisionTransformer<>(modules, vision);
    Value states = transformer.forward(ops.reshape(pixels, -1, channels, size, size));
    Value features = new Connector<>(modules, config).forward(states);
    int hidden = vision.hiddenSize();
    graph.output(
        "image_features",
        features,
        FLOAT,
        "batch_images",
        config.imageTokens(),
        config.text().hiddenSize());
    graph.output("last_hidden_state", states, FLOAT, "batch_images", vision.patches(), hidden);
    graph.output("image_embeds", transformer.embedding(states), FLOAT, "batch_images", hidden);
    graph.write(directory.resolve(VISION_ENCODER));
  }

  private void embedTokens() throws IOException {
    Graph graph = new Graph("embed_tokens");
    OnnxOps ops = new OnnxOps(graph);
    Value table = new ExternalWeights(graph, ops, weights).get(ParameterShapes.TOKEN_EMBEDDING);
    Value ids = graph.input("input_ids", INT64, "batch", "sequence");
    graph.output(
        "inputs_embeds",
        ops.gather(table, ids),
        FLOAT,
        "batch",
        "sequence",
        config.text().hiddenSize());
    graph.write(directory.resolve(EMBED_TOKENS));
  }

  private void decoder() throws IOException {
    Graph graph = new Graph("decoder_model_merged");
    OnnxOps ops = new OnnxOps(graph);
    TextConfig text = config.text();
    Value embeds = graph.input("inputs_embeds", FLOAT, "batch", "sequence", text.hiddenSize());
    Value mask = graph.input("attention_mask", INT64, "batch", "total");
    Value positions = graph.input("position_ids", INT64, "batch", "sequence");
    List<KeyValue<Value>> past = new ArrayList<>();
    for (int layer = 0; layer < text.layers(); layer++) {
      past.add(new KeyValue<>(past(graph, layer, "key"), past(graph, layer, "value")));
    }
    Modules<Value> modules =
        new Modules<>(ops, new ExternalWeights(graph, ops, weights), adapter(graph, ops));
    Decoder<Value> decoder = new Decoder<>(modules, config);
    Decoder.Result<Value> result = decoder.forward(embeds, mask, positions, past);
    Value logits = decoder.logits(result.hidden());
    graph.output("logits", logits, FLOAT, "batch", "sequence", text.vocabSize());
    for (int layer = 0; layer < text.layers(); layer++) {
      KeyValue<Value> present = result.present().get(layer);
      present(graph, layer, "key", present.key());
      present(graph, layer, "value", present.value());
    }
    graph.write(directory.resolve(DECODER));
  }

  private void textEncoder() throws IOException {
    Graph graph = new Graph("text_encoder");
    OnnxOps ops = new OnnxOps(graph);
    Modules<Value> modules = new Modules<>(ops, new ExternalWeights(graph, ops, weights));
    Value ids = graph.input("input_ids", INT64, "batch", "sequence");
    Value mask = graph.input("attention_mask", INT64, "batch", "sequence");
    Value counted = graph.node("CumSum", mask, graph.integerScalar(1));
    Value positions = graph.node("Sub", counted, graph.integerScalar(1));
    Value embeds = ops.gather(modules.weights().get(ParameterShapes.TOKEN_EMBEDDING), ids);
    Value states =
        new Decoder<>(modules, config).forward(embeds, mask, positions, List.of()).hidden();
    graph.output(
        "last_hidden_state", states, FLOAT, "batch", "sequence", config.text().hiddenSize());
    graph.write(directory.resolve(TEXT_ENCODER));
  }

  private Value past(Graph graph, int layer, String which) {
    return graph.input(
        "past_key_values.%d.%s".formatted(layer, which),
        FLOAT,
        "batch",
        config.text().keyValueHeads(),
        "past",
        config.text().headDim());
  }

  private void present(Graph graph, int layer, String which, Value value) {
    graph.output(
        "present.%d.%s".formatted(layer, which),
        value,
        FLOAT,
        "batch",
        config.text().keyValueHeads(),
        "total",
        config.text().headDim());
  }

  private Adapter<Value> adapter(Graph graph, OnnxOps ops) {
    if (inputs != null) {
      return new RowAdapters<>(ops, fed(graph, inputs));
    }
    if (adapters == null) {
      return Adapter.none();
    }
    Value adapterId = graph.input("adapter_id", INT64, "batch");
    return new StackedAdapters<>(
        ops, adapterId, stored(new ExternalWeights(graph, ops, adapters), adapters));
  }

  /** Stacks that lie in their file. */
  private static Map<String, StackedAdapters.Stack<Value>> stored(
      ExternalWeights weights, TensorIndex adapters) {
    Map<String, StackedAdapters.Stack<Value>> byModule = new LinkedHashMap<>();
    for (String name : adapters.entries().keySet()) {
      if (name.endsWith(AdapterStack.A)) {
        String module = name.substring(0, name.length() - AdapterStack.A.length());
        byModule.put(
            module,
            new StackedAdapters.Stack<>(weights.get(name), weights.get(module + AdapterStack.B)));
      }
    }
    return byModule;
  }

  /** Stacks that every run brings along. */
  private Map<String, StackedAdapters.Stack<Value>> fed(Graph graph, AdapterInputs wanted) {
    Map<String, long[]> base = ParameterShapes.of(config);
    Map<String, StackedAdapters.Stack<Value>> byModule = new LinkedHashMap<>();
    for (String module : wanted.modules(base)) {
      long[] weight = Objects.requireNonNull(base.get(module + ".weight"));
      byModule.put(
          module,
          new StackedAdapters.Stack<>(
              graph.input(LoraInputs.A + module, FLOAT, "adapter_rows", weight[1], "adapter_rank"),
              graph.input(
                  LoraInputs.B + module, FLOAT, "adapter_rows", "adapter_rank", weight[0])));
    }
    return byModule;
  }
}
