package dev.dermstream.loadtest.generation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.loadtest.bare.HeldAdapter;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least that must be done to write texts in one batch: ONNX Runtime's own Java API in a loop,
 * greedy, all rows from the first token to the last. No queue, no text, nobody who joins or leaves.
 */
final class BareBatchedDecoder implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession embedTokens;
  private final OrtSession decoder;
  private final Map<String, OnnxTensor> adapter;
  private final ModelConfig config;
  private final List<String> pastNames;

  BareBatchedDecoder(ModelDirectory model, HeldAdapter adapter, int threads) throws OrtException {
    config = model.config();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      embedTokens = environment.createSession(model.embedTokens().toString(), options);
      decoder = environment.createSession(model.decoder().toString(), options);
    }
    this.adapter = adapter.tensors(environment);
    pastNames =
        decoder.getInputNames().stream()
            .filter(name -> name.startsWith("past_key_values"))
            .toList();
  }

  /**
   * Writes texts.
   *
   * @param embeddings {@code [rows, promptLength, hidden]}
   * @return {@code [rows][tokens]}
   */
  long[][] generate(float[] embeddings, int rows, int promptLength, int tokens)
      throws OrtException {
    long[][] written = new long[rows][tokens];
    OrtSession.Result cache = null;
    try {
      float[] next = embeddings;
      for (int token = 0; token < tokens; token++) {
        int reading = token == 0 ? promptLength : 1;
        int read = token == 0 ? 0 : promptLength + token - 1;
        OrtSession.Result result = step(next, rows, reading, read, cache);
        if (cache != null) {
          cache.close();
        }
        cache = result;
        long[] best = best(result, rows);
        for (int row = 0; row < rows; row++) {
          written[row][token] = best[row];
        }
        next = token + 1 < tokens ? embed(best) : next;
      }
    } finally {
      if (cache != null) {
        cache.close();
      }
    }
    return written;
  }

  private float[] embed(long[] ids) throws OrtException {
    try (OnnxTensor input = longs(ids, 1);
        OrtSession.Result result = embedTokens.run(Map.of("input_ids", input))) {
      FloatBuffer buffer =
          ((OnnxTensor) result.get("inputs_embeds").orElseThrow()).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  private OrtSession.Result step(
      float[] embeddings, int rows, int tokens, int read, OrtSession.@Nullable Result cache)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>(adapter);
    List<OnnxTensor> own = new ArrayList<>();
    try {
      long[] dimensions = {rows, tokens, embeddings.length / rows / tokens};
      own.add(OnnxTensor.createTensor(environment, FloatBuffer.wrap(embeddings), dimensions));
      inputs.put("inputs_embeds", own.getLast());
      long[] mask = new long[rows * (read + tokens)];
      Arrays.fill(mask, 1);
      own.add(longs(mask, rows));
      inputs.put("attention_mask", own.getLast());
      long[] positions = new long[rows * tokens];
      Arrays.setAll(positions, i -> (long) read + i % tokens);
      own.add(longs(positions, rows));
      inputs.put("position_ids", own.getLast());
      if (decoder.getInputNames().contains("adapter_id")) {
        own.add(OnnxTensor.createTensor(environment, LongBuffer.allocate(rows), new long[] {rows}));
        inputs.put("adapter_id", own.getLast());
      }
      for (String past : pastNames) {
        if (cache == null) {
          own.add(emptyPast(rows));
          inputs.put(past, own.getLast());
        } else {
          String present = past.replace("past_key_values", "present");
          inputs.put(past, (OnnxTensor) cache.get(present).orElseThrow());
        }
      }
      return decoder.run(inputs);
    } finally {
      own.forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor emptyPast(int rows) throws OrtException {
    long[] dimensions = {rows, config.keyValueHeads(), 0, config.headDimension()};
    return OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), dimensions);
  }

  private OnnxTensor longs(long[] values, int rows) throws OrtException {
    long[] dimensions = {rows, values.length / rows};
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), dimensions);
  }

  private static long[] best(OrtSession.Result result, int rows) throws OrtException {
    OnnxTensor logits = (OnnxTensor) result.get("logits").orElseThrow();
    long[] dimensions = logits.getInfo().getShape();
    int positions = Math.toIntExact(dimensions[1]);
    float[] scores = new float[Math.toIntExact(dimensions[2])];
    FloatBuffer values = logits.getFloatBuffer();
    long[] best = new long[rows];
    for (int row = 0; row < rows; row++) {
      values.get(((row + 1) * positions - 1) * scores.length, scores);
      int highest = 0;
      for (int id = 1; id < scores.length; id++) {
        highest = scores[id] > scores[highest] ? id : highest;
      }
      best[row] = highest;
    }
    return best;
  }

  @Override
  public void close() throws OrtException {
    adapter.values().forEach(OnnxTensor::close);
    decoder.close();
    embedTokens.close();
  }
}
