package dev.dermstream.node.model;

import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.engine.VisionOutput;
import dev.dermstream.node.generate.PromptEmbeddings;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a model directory on tensors, to compare it with other implementations. Every row is run by
 * the code that serves requests, one row at a time.
 */
public final class ModelRun {
  /** Tokens of the greedy continuation. */
  public static final int GREEDY_TOKENS = 12;

  /** The first adapter of a model that has any. */
  private static final int ADAPTER = 1;

  private final OnnxImageEncoder encoder;
  private final OnnxTextDecoder decoder;
  private final int imageTokenId;

  private ModelRun(OnnxImageEncoder encoder, OnnxTextDecoder decoder, int imageTokenId) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.imageTokenId = imageTokenId;
  }

  /**
   * Reads {@code pixel_values [n, 3, h, w]} and {@code input_ids [n, s]} (image tokens in place),
   * writes {@code vision_last_hidden_state} (where the export has it), {@code connector_output [n,
   * tokens, hidden]}, {@code logits [n, s, vocab]}, {@code greedy_ids [n, 12]} and, if the model
   * has an adapter, {@code adapter_logits} of the first one.
   *
   * @throws IOException if a file or the model cannot be read, or an input is missing; it is named
   */
  public static void run(Path model, Path inputs, Path out) throws IOException {
    Map<String, Tensor> given = Safetensors.read(inputs);
    Tensor pixels = required(given, "pixel_values", 4, inputs);
    Tensor ids = required(given, "input_ids", 2, inputs);
    ModelDirectory directory = ModelDirectory.open(model);
    Safetensors.write(out, EngineStack.call(() -> outputs(directory, pixels, ids)));
  }

  private static Map<String, Tensor> outputs(ModelDirectory directory, Tensor pixels, Tensor ids)
      throws IOException {
    EngineConfig config = new EngineConfig(1);
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(directory, config);
        OnnxTextDecoder decoder = OnnxTextDecoder.load(directory, config)) {
      return new ModelRun(encoder, decoder, directory.config().imageTokenId()).outputs(pixels, ids);
    }
  }

  private Map<String, Tensor> outputs(Tensor pixels, Tensor ids) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    VisionOutput vision =
        encoder.run(
            pixels.toFloats(), pixels.dimension(0), pixels.dimension(2), pixels.dimension(3));
    vision.lastHiddenState().ifPresent(states -> outputs.put("vision_last_hidden_state", states));
    outputs.put("connector_output", vision.imageFeatures());
    float[] features = vision.imageFeatures().toFloats();
    outputs.put("logits", logits(ids, features, 0));
    outputs.put("greedy_ids", greedy(ids, features));
    if (decoder.adapters() > ADAPTER) {
      outputs.put("adapter_logits", logits(ids, features, ADAPTER));
    }
    return outputs;
  }

  private Tensor logits(Tensor ids, float[] features, int adapterId) {
    int rows = ids.dimension(0);
    float[][] perRow = new float[rows][];
    int vocabSize = 0;
    for (int row = 0; row < rows; row++) {
      try (Decoding decoding = decoder.begin(adapterId)) {
        Logits logits = decoding.read(embeddings(ids, features, row), ids.dimension(1));
        vocabSize = logits.vocabSize();
        perRow[row] = new float[logits.positions() * vocabSize];
        logits.values().get(0, perRow[row]);
      }
    }
    return Tensor.ofFloats(joined(perRow), rows, perRow[0].length / vocabSize, vocabSize);
  }

  private Tensor greedy(Tensor ids, float[] features) {
    int rows = ids.dimension(0);
    long[] tokens = new long[rows * GREEDY_TOKENS];
    for (int row = 0; row < rows; row++) {
      try (Decoding decoding = decoder.begin(0)) {
        Logits logits = decoding.read(embeddings(ids, features, row), ids.dimension(1));
        for (int i = 0; i < GREEDY_TOKENS; i++) {
          int token = logits.argmaxLast(0);
          tokens[row * GREEDY_TOKENS + i] = token;
          logits = decoding.next(new long[] {token});
        }
      }
    }
    return Tensor.ofLongs(tokens, rows, GREEDY_TOKENS);
  }

  private float[] embeddings(Tensor ids, float[] features, int row) {
    int length = ids.dimension(1);
    long[] tokens = Arrays.copyOfRange(ids.toLongs(), row * length, (row + 1) * length);
    int perImage = features.length / ids.dimension(0);
    return PromptEmbeddings.of(
        decoder,
        tokens,
        imageTokenId,
        Arrays.copyOfRange(features, row * perImage, (row + 1) * perImage));
  }

  private static float[] joined(float[][] rows) {
    float[] joined = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, joined, row * rows[0].length, rows[0].length);
    }
    return joined;
  }

  private static Tensor required(Map<String, Tensor> given, String name, int dimensions, Path file)
      throws IOException {
    Tensor tensor = given.get(name);
    if (tensor == null || tensor.shape().length != dimensions || tensor.size() == 0) {
      throw new IOException(
          "%s: needs the tensor %s of %d dimensions".formatted(file, name, dimensions));
    }
    return tensor;
  }
}
