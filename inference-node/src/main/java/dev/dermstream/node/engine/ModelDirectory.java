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
import java.util.Optional;
import java.util.stream.Stream;

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
  private static final List<String> GRAPH_NAMES = List.of(VISION_ENCODER, EMBED_TOKENS, DECODER);
  private static final String REGION_FINDER = "region_finder.onnx";
  private static final String GRAPHS = "onnx";
  private static final String ADAPTERS = "adapters.safetensors";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  /**
   * Finds the files of a model and reads its configuration.
   *
   * @throws IOException if files are missing, all named, or a configuration cannot be read
   */
  public static ModelDirectory open(Path path) throws IOException {
    Path graphs = graphs(path);
    requireFiles(path, needed(path));
    return new ModelDirectory(
        path,
        graphs.resolve(VISION_ENCODER),
        graphs.resolve(EMBED_TOKENS),
        graphs.resolve(DECODER),
        adapters(path.resolve(ADAPTERS)),
        ModelConfig.read(path));
  }

  /**
   * Whether a directory holds a graph of such a model, whole or not.
   *
   * @return the first that is found, relative to the directory
   */
  public static Optional<Path> graphIn(Path path) {
    return Stream.of(path, path.resolve(GRAPHS))
        .flatMap(folder -> GRAPH_NAMES.stream().map(folder::resolve))
        .filter(Files::exists)
        .map(path::relativize)
        .findFirst();
  }

  /**
   * Requires every file that serving needs.
   *
   * @param more names of further files beside them
   * @throws IOException if files are missing, all named
   */
  public static void requireWhole(Path path, String... more) throws IOException {
    List<Path> files = new ArrayList<>(needed(path));
    Stream.concat(Stream.of(TOKENIZER, PREPROCESSOR), Stream.of(more))
        .map(path::resolve)
        .forEach(files::add);
    requireFiles(path, files);
  }

  private static List<Path> needed(Path path) {
    Path graphs = graphs(path);
    return Stream.concat(
            Stream.of(path.resolve(ModelConfig.FILE_NAME)),
            GRAPH_NAMES.stream().map(graphs::resolve))
        .toList();
  }

  /** The root if any graph lies there. */
  private static Path graphs(Path path) {
    return GRAPH_NAMES.stream().map(path::resolve).anyMatch(Files::exists)
        ? path
        : path.resolve(GRAPHS);
  }

  /**
   * The tokenizer's file.
   *
   * @throws IOException if there is none
   */
  public Path tokenizer() throws IOException {
    requireFiles(path, List.of(path.resolve(TOKENIZER)));
    return path.resolve(TOKENIZER);
  }

  /**
   * The image processor's configuration.
   *
   * @throws IOException if there is none
   */
  public Path preprocessor() throws IOException {
    requireFiles(path, List.of(path.resolve(PREPROCESSOR)));
    return path.resolve(PREPROCESSOR);
  }

  /** The graph that finds lesions, beside the others or at the root; empty if there is none. */
  public Optional<Path> regionFinder() {
    return Stream.of(path.resolve(REGION_FINDER), visionEncoder.resolveSibling(REGION_FINDER))
        .filter(Files::isRegularFile)
        .findFirst();
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

  private static void requireFiles(Path path, List<Path> files) throws IOException {
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
