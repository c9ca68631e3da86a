package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The least that must be done for a report: ONNX Runtime's own Java API in a loop, with no DJL, no
 * queue and no wire. Decoding and preprocessing are the node's own, so that both sides start from
 * the same file bytes. Thread-safe: sessions are shared, everything else is local.
 */
final class BareEngine implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession vision;
  private final OrtSession embedTokens;
  private final OrtSession decoder;
  private final Map<String, OnnxTensor> adapter;
  private final ImageDecoder imageDecoder;
  private final ImagePreprocessor preprocessor;
  private final DecoderShape shape;

  /** What the decoder's key/value cache and answers look like. */
  record DecoderShape(
      int layers,
      int keyValueHeads,
      int headDimension,
      int imageTokenId,
      Set<Integer> endTokenIds,
      int maxNewTokens) {}

  BareEngine(
      Path model,
      HeldAdapter adapter,
      DecoderShape shape,
      ImageDecoder imageDecoder,
      ImagePreprocessor preprocessor,
      int threads)
      throws OrtException {
    this.shape = shape;
    this.imageDecoder = imageDecoder;
    this.preprocessor = preprocessor;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      vision = environment.createSession(model.resolve("vision_encoder.onnx").toString(), options);
      embedTokens =
          environment.createSession(model.resolve("embed_tokens.onnx").toString(), options);
      decoder =
          environment.createSession(model.resolve("decoder_model_merged.onnx").toString(), options);
    }
    this.adapter = adapter.tensors(environment);
  }

  /** From file bytes to the ids of the answer. */
  List<Integer> answer(byte[] image, long[] prompt) throws OrtException {
    PixelValues pixels;
    try (DecodeOutcome.Decoded decoded = (DecodeOutcome.Decoded) imageDecoder.decode(image)) {
      pixels = preprocessor.apply(decoded.image());
    }
    return generate(promptEmbeddings(prompt, features(pixels)), prompt.length);
  }

  private float[] features(PixelValues pixels) throws OrtException {
    long[] dimensions = {1, 1, 3, pixels.height(), pixels.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels.values()), dimensions);
        OrtSession.Result result = vision.run(Map.of("pixel_values", input))) {
      return floats(result, "image_features");
    }
  }

  private float[] promptEmbeddings(long[] prompt, float[] features) throws OrtException {
    float[] embeddings = embed(prompt);
    int hidden = embeddings.length / prompt.length;
    int feature = 0;
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] == shape.imageTokenId()) {
        System.arraycopy(features, feature++ * hidden, embeddings, i * hidden, hidden);
      }
    }
    return embeddings;
  }

  private float[] embed(long[] ids) throws OrtException {
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), new long[] {1, ids.length});
        OrtSession.Result result = embedTokens.run(Map.of("input_ids", input))) {
      return floats(result, "inputs_embeds");
    }
  }

  private List<Integer> generate(float[] promptEmbeddings, int promptLength) throws OrtException {
    List<Integer> ids = new ArrayList<>();
    float[] embeddings = promptEmbeddings;
    int tokens = promptLength;
    int read = 0;
    OrtSession.Result cache = null;
    try {
      while (ids.size() < shape.maxNewTokens()) {
        OrtSession.Result result = step(embeddings, tokens, read, Optional.ofNullable(cache));
        if (cache != null) {
          cache.close();
        }
        cache = result;
        read += tokens;
        int next = last(result);
        if (shape.endTokenIds().contains(next)) {
          break;
        }
        ids.add(next);
        embeddings = embed(new long[] {next});
        tokens = 1;
      }
    } finally {
      if (cache != null) {
        cache.close();
      }
    }
    return ids;
  }

  private OrtSession.Result step(
      float[] embeddings, int tokens, int read, Optional<OrtSession.Result> cache)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>(adapter);
    List<OnnxTensor> own = new ArrayList<>();
    try {
      own.add(
          OnnxTensor.createTensor(
              environment,
              FloatBuffer.wrap(embeddings),
              new long[] {1, tokens, embeddings.length / tokens}));
      inputs.put("inputs_embeds", own.getLast());
      long[] mask = new long[read + tokens];
      Arrays.fill(mask, 1);
      own.add(longs(mask));
      inputs.put("attention_mask", own.getLast());
      long[] positions = new long[tokens];
      for (int i = 0; i < tokens; i++) {
        positions[i] = (long) read + i;
      }
      own.add(longs(positions));
      inputs.put("position_ids", own.getLast());
      for (int layer = 0; layer < shape.layers(); layer++) {
        for (String kind : List.of("key", "value")) {
          String suffix = "." + layer + "." + kind;
          OnnxTensor past;
          if (cache.isPresent()) {
            past = (OnnxTensor) cache.get().get("present" + suffix).orElseThrow();
          } else {
            past = emptyPast();
            own.add(past);
          }
          inputs.put("past_key_values" + suffix, past);
        }
      }
      inputs.keySet().retainAll(decoder.getInputNames());
      return decoder.run(inputs);
    } finally {
      own.forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor emptyPast() throws OrtException {
    long[] dimensions = {1, shape.keyValueHeads(), 0, shape.headDimension()};
    return OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), dimensions);
  }

  private OnnxTensor longs(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  private static int last(OrtSession.Result result) throws OrtException {
    OnnxTensor logits = (OnnxTensor) result.get("logits").orElseThrow();
    long[] dimensions = logits.getInfo().getShape();
    int vocabulary = Math.toIntExact(dimensions[2]);
    FloatBuffer values = logits.getFloatBuffer();
    int from = values.remaining() - vocabulary;
    int best = 0;
    for (int i = 1; i < vocabulary; i++) {
      if (values.get(from + i) > values.get(from + best)) {
        best = i;
      }
    }
    return best;
  }

  private static float[] floats(OrtSession.Result result, String name) throws OrtException {
    FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @Override
  public void close() throws OrtException {
    adapter.values().forEach(OnnxTensor::close);
    decoder.close();
    embedTokens.close();
    vision.close();
  }
}
