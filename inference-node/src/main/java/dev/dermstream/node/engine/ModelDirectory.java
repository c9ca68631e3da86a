package dev.dermstream.node.engine;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Hugging Face model directory with its ONNX graphs, at the root or in {@code onnx/}, as {@code
 * docs/architecture.md} describes it.
 *
 * @param path the directory
 * @param visionEncoder the graph from pixel values to image features
 * @param embedTokens the graph from token ids to embeddings
 * @param decoder the graph from embeddings to logits
 * @param adapters rows of the stacked adapters, the base model included; at least 1
 */
public record ModelDirectory(
    Path path,
    Path visionEncoder,
    Path embedTokens,
    Path decoder,
    int adapters,
    ModelConfig config) {
  private static final String VISION_ENCODER = "vision_encoder.onnx";
  private static final String EMBED_TOKENS = "embed_tokens.onnx";
  private static final String DECODER = "decoder_model_merged.onnx";
  private static final String ADAPTERS = "adapters.safetensors";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  /**
   * Finds the files of a model and reads its configuration.
   *
   * @throws IOException if files are missing, all named, or a configuration cannot be read
   */
  public static ModelDirectory open(Path path) throws IOException {
    Path graphs = Files.exists(path.resolve(VISION_ENCODER)) ? path : path.resolve("onnx");
    requireFiles(
        path,
        path.resolve(ModelConfig.FILE_NAME),
        graphs.resolve(VISION_ENCODER),
        graphs.resolve(EMBED_TOKENS),
        graphs.resolve(DECODER));
    return new ModelDirectory(
        path,
        graphs.resolve(VISION_ENCODER),
        graphs.resolve(EMBED_TOKENS),
        graphs.resolve(DECODER),
        adapters(path.resolve(ADAPTERS)),
        ModelConfig.read(path));
  }

  /**
   * The tokenizer's file.
   *
   * @throws IOException if there is none
   */
  public Path tokenizer() throws IOException {
    requireFiles(path, path.resolve(TOKENIZER));
    return path.resolve(TOKENIZER);
  }

  /**
   * The image processor's configuration.
   *
   * @throws IOException if there is none
   */
  public Path preprocessor() throws IOException {
    requireFiles(path, path.resolve(PREPROCESSOR));
    return path.resolve(PREPROCESSOR);
  }

  /**
   * What the decoder's graph declares of its inputs.
   *
   * @return shapes by name, -1 for an axis of any size
   * @throws IOException if the graph cannot be read
   */
  public Map<String, long[]> decoderInputs() throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    InputSpec.read(decoder)
        .forEach((name, input) ->
            shapes.put(name, input.shape().stream().mapToLong(Long::longValue).toArray()));
    return shapes;
  }

  private static int adapters(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 1;
    }
    Tensor first = Safetensors.read(file).values().stream().findFirst().orElse(null);
    if (first == null || first.shape().length == 0 || first.dimension(0) < 1) {
      throw new IOException(file + ": holds no stacked adapters");
    }
    return first.dimension(0);
  }

  private static void requireFiles(Path path, Path... files) throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        missing.add(path.relativize(file).toString());
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException(path + ": no " + String.join(", no ", missing));
    }
  }
}
