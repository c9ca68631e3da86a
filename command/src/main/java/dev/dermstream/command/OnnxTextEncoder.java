package dev.dermstream.command;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.engine.GraphShapes;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A text encoder in ONNX with its {@code tokenizer.json}: inputs {@code input_ids} and {@code
 * attention_mask} [batch, sequence], {@code token_type_ids} if it wants them; the output {@code
 * last_hidden_state} [batch, sequence, hidden], or the only one of three dimensions. Texts of
 * similar length share a batch, padded on the right. Runs on the CPU.
 */
final class OnnxTextEncoder implements TextEncoder {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String STATES = "last_hidden_state";
  private static final Set<String> FED = Set.of(IDS, MASK, TYPES);

  /** Texts of a batch at most, and places in it, padding included. */
  private static final int MOST_ROWS = 32;

  private static final int MOST_PLACES = 8192;

  private final Identity identity;
  private final EncoderTokenizer tokenizer;
  private final TensorGraph graph;
  private final String states;

  private OnnxTextEncoder(
      Identity identity, EncoderTokenizer tokenizer, TensorGraph graph, String states) {
    this.identity = identity;
    this.tokenizer = tokenizer;
    this.graph = graph;
    this.states = states;
  }

  /**
   * Opens a directory as exporters write it: {@code model.onnx}, {@code onnx/model.onnx} or the
   * only graph in it, and {@code tokenizer.json}. Its digest is over all its files.
   *
   * @throws ServiceException (INVALID_INPUT) if it holds no such encoder
   * @throws IOException if a file cannot be read or loaded
   */
  static OnnxTextEncoder open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw refuse(directory, "there is no such folder");
    }
    String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    return open(graph(directory), directory, new Identity(name, FileDigest.ofDirectory(directory)));
  }

  /**
   * Opens a graph.
   *
   * @param tokens the folder of {@code tokenizer.json}
   */
  static OnnxTextEncoder open(Path graph, Path tokens, Identity identity) throws IOException {
    EncoderTokenizer tokenizer = EncoderTokenizer.read(tokens);
    boolean whole = false;
    try {
      int threads = Runtime.getRuntime().availableProcessors();
      TensorGraph loaded =
          TensorGraph.load(graph, new EngineConfig(threads), GraphShapes.ONE_ROW).getFirst();
      try {
        requireFed(graph, loaded);
        OnnxTextEncoder encoder =
            new OnnxTextEncoder(identity, tokenizer, loaded, states(graph, loaded));
        whole = true;
        return encoder;
      } finally {
        if (!whole) {
          loaded.close();
        }
      }
    } finally {
      if (!whole) {
        tokenizer.close();
      }
    }
  }

  private static Path graph(Path directory) throws IOException {
    for (String usual : List.of("model.onnx", "onnx/model.onnx")) {
      if (Files.isRegularFile(directory.resolve(usual))) {
        return directory.resolve(usual);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> graphs = files.filter(file -> file.toString().endsWith(".onnx")).toList();
      if (graphs.size() != 1) {
        throw refuse(directory, "has no model.onnx and not one other graph alone");
      }
      return graphs.getFirst();
    }
  }

  private static void requireFed(Path file, TensorGraph graph) {
    List<String> inputs = graph.inputs().stream().map(TensorSpec::name).toList();
    for (String needed : List.of(IDS, MASK)) {
      if (!inputs.contains(needed)) {
        throw refuse(file, "takes no input " + needed);
      }
    }
    for (TensorSpec input : graph.inputs()) {
      if (!FED.contains(input.name())) {
        throw refuse(file, "wants the input " + input.name() + ", which is not fed here");
      }
      if (input.type() != TensorType.INT64 && input.type() != TensorType.INT32) {
        throw refuse(file, "wants " + input + ", which is no integer");
      }
    }
  }

  private static String states(Path file, TensorGraph graph) {
    List<TensorSpec> ranked =
        graph.outputs().stream().filter(output -> output.rank() == 3).toList();
    List<TensorSpec> named =
        ranked.stream().filter(output -> output.name().equals(STATES)).toList();
    List<TensorSpec> found = named.isEmpty() ? ranked : named;
    if (found.size() != 1 || found.getFirst().type() != TensorType.FP32) {
      throw refuse(
          file,
          "has no float32 output %s [batch, sequence, hidden], but %s"
              .formatted(STATES, graph.outputs()));
    }
    return found.getFirst().name();
  }

  private static ServiceException refuse(Path file, String problem) {
    return new ServiceException(
        ErrorCode.INVALID_INPUT, "%s: is no text encoder: %s.".formatted(file, problem));
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public Tokens tokens(String text) {
    return tokenizer.tokens(text);
  }

  @Override
  public List<TokenEmbeddings> embed(List<Tokens> texts) throws IOException {
    TokenEmbeddings[] embeddings = new TokenEmbeddings[texts.size()];
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(text -> -texts.get(text).length()))
            .toList();
    int from = 0;
    while (from < byLength.size()) {
      int longest = Math.max(1, texts.get(byLength.get(from)).length());
      int rows = Math.clamp(MOST_PLACES / longest, 1, MOST_ROWS);
      List<Integer> batch = byLength.subList(from, Math.min(byLength.size(), from + rows));
      run(batch.stream().map(texts::get).toList(), batch, embeddings);
      from += batch.size();
    }
    return Arrays.stream(embeddings).map(Objects::requireNonNull).toList();
  }

  /** Runs the first, the longest, and those that fit beside it. */
  private void run(List<Tokens> rows, List<Integer> places, TokenEmbeddings[] into)
      throws IOException {
    int length = rows.getFirst().length();
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    for (TensorSpec input : graph.inputs()) {
      inputs.put(input.name(), input(input, rows, length));
    }
    HostTensor hidden =
        Objects.requireNonNull(
            EngineStack.call(() -> graph.run(inputs, Set.of(states), true)).outputs().get(states));
    long[] shape = hidden.shape();
    if (shape.length != 3 || shape[0] != rows.size() || shape[1] != length || shape[2] < 1) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "%s: %s of %d texts of %d tokens is %s, not [batch, sequence, hidden]."
              .formatted(identity.name(), states, rows.size(), length, TensorSpec.shown(shape)));
    }
    int dimension = Math.toIntExact(shape[2]);
    for (int row = 0; row < rows.size(); row++) {
      Tokens tokens = rows.get(row);
      float[] values = new float[tokens.length() * dimension];
      hidden.data().asFloatBuffer().get(row * length * dimension, values);
      requireFinite(values);
      into[places.get(row)] = new TokenEmbeddings(tokens, values, dimension);
    }
  }

  private void requireFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT, identity.name() + ": gives embeddings that are no numbers.");
      }
    }
  }

  private static HostTensor input(TensorSpec input, List<Tokens> rows, int length) {
    List<Long> values = new ArrayList<>(rows.size() * length);
    for (Tokens row : rows) {
      for (int at = 0; at < length; at++) {
        values.add(at < row.length() ? value(input.name(), row.ids()[at]) : 0L);
      }
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.size() * input.type().width())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      if (input.type() == TensorType.INT64) {
        data.putLong(value);
      } else {
        data.putInt(Math.toIntExact(value));
      }
    }
    return HostTensor.of(input.type(), new long[] {rows.size(), length}, data.flip());
  }

  private static long value(String input, long id) {
    return switch (input) {
      case IDS -> id;
      case MASK -> 1;
      default -> 0;
    };
  }

  @Override
  public void close() {
    graph.close();
    tokenizer.close();
  }
}
