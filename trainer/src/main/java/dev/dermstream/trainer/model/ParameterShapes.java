package dev.dermstream.trainer.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names and shapes of the weights of a checkpoint, as its configuration implies them. */
public final class ParameterShapes {
  public static final String VISION = "model.vision_model.";
  public static final String CONNECTOR = "model.connector.modality_projection.proj";
  public static final String TEXT = "model.text_model.";
  public static final String TOKEN_EMBEDDING = TEXT + "embed_tokens.weight";
  public static final String LM_HEAD = "lm_head";

  private ParameterShapes() {}

  /** Every weight, in the order of the network; {@code lm_head} only where it is not tied. */
  public static Map<String, long[]> of(Idefics3Config config) {
    Map<String, long[]> shapes = new LinkedHashMap<>(vision(config.vision()));
    long textHidden = config.text().hiddenSize();
    shapes.put(CONNECTOR + ".weight", new long[] {textHidden, config.connectorInput()});
    shapes.put(TOKEN_EMBEDDING, new long[] {config.text().vocabSize(), textHidden});
    for (int i = 0; i < config.text().layers(); i++) {
      decoderLayer(shapes, TEXT + "layers." + i + ".", config.text());
    }
    shapes.put(TEXT + "norm.weight", new long[] {textHidden});
    if (!config.tieWordEmbeddings()) {
      shapes.put(LM_HEAD + ".weight", new long[] {config.text().vocabSize(), textHidden});
    }
    return shapes;
  }

  /** The weights of the vision transformer alone, under {@link #VISION}. */
  public static Map<String, long[]> vision(VisionConfig config) {
    long hidden = config.hiddenSize();
    long patch = config.patchSize();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    String embeddings = VISION + "embeddings.";
    shapes.put(
        embeddings + "patch_embedding.weight",
        new long[] {hidden, config.channels(), patch, patch});
    shapes.put(embeddings + "patch_embedding.bias", new long[] {hidden});
    shapes.put(embeddings + "position_embedding.weight", new long[] {config.patches(), hidden});
    for (int i = 0; i < config.layers(); i++) {
      shapes.putAll(
          EncoderLayer.parameters(
              VISION + "encoder.layers." + i + ".", hidden, config.intermediateSize()));
    }
    norm(shapes, VISION + "post_layernorm", hidden);
    return shapes;
  }

  private static void decoderLayer(Map<String, long[]> shapes, String prefix, TextConfig config) {
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    shapes.put(prefix + "self_attn.q_proj.weight", new long[] {queries, hidden});
    shapes.put(prefix + "self_attn.k_proj.weight", new long[] {keys, hidden});
    shapes.put(prefix + "self_attn.v_proj.weight", new long[] {keys, hidden});
    shapes.put(prefix + "self_attn.o_proj.weight", new long[] {hidden, queries});
    shapes.put(prefix + "mlp.gate_proj.weight", new long[] {config.intermediateSize(), hidden});
    shapes.put(prefix + "mlp.up_proj.weight", new long[] {config.intermediateSize(), hidden});
    shapes.put(prefix + "mlp.down_proj.weight", new long[] {hidden, config.intermediateSize()});
    shapes.put(prefix + "input_layernorm.weight", new long[] {hidden});
    shapes.put(prefix + "post_attention_layernorm.weight", new long[] {hidden});
  }

  static void linear(Map<String, long[]> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  static void norm(Map<String, long[]> shapes, String name, long size) {
    shapes.put(name + ".weight", new long[] {size});
    shapes.put(name + ".bias", new long[] {size});
  }
}
