package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The graphs of the language side: {@code embed_tokens} and the decoder with past and present
 * key/values. {@code position_ids} and {@code adapter_id} are fed where the decoder declares them.
 */
public final class OnnxTextDecoder implements TextDecoder {
  static final String EMBEDS = "inputs_embeds";
  static final String MASK = "attention_mask";
  static final String POSITIONS = "position_ids";
  static final String ADAPTER = "adapter_id";
  private static final String IDS = "input_ids";
  private static final String PAST = "past_key_values.";

  private final OnnxGraph embedTokens;
  private final OnnxGraph decoder;
  private final ModelDirectory model;
  private final SharedInputs sharedInputs;
  private final List<String> pastNames;
  private final AtomicLong heldBytes = new AtomicLong();

  private OnnxTextDecoder(
      OnnxGraph embedTokens, OnnxGraph decoder, ModelDirectory model, SharedInputs sharedInputs) {
    this.embedTokens = embedTokens;
    this.decoder = decoder;
    this.model = model;
    this.sharedInputs = sharedInputs;
    this.pastNames =
        decoder.inputs().stream().filter(name -> name.startsWith(PAST)).sorted().toList();
  }

  /**
   * Loads both graphs.
   *
   * @throws IOException if one cannot be loaded or wants an input that is not fed here
   */
  public static OnnxTextDecoder load(ModelDirectory model, EngineConfig config) throws IOException {
    return load(model, config, SharedInputs.NONE);
  }

  /**
   * Loads both graphs.
   *
   * @param sharedInputs what the decoder is fed beside the rows' own inputs
   * @throws IOException if one cannot be loaded or wants an input that is not fed here
   */
  public static OnnxTextDecoder load(
      ModelDirectory model, EngineConfig config, SharedInputs sharedInputs) throws IOException {
    OnnxGraph embedTokens = OnnxGraph.load(model.embedTokens(), config);
    OnnxGraph decoder = null;
    boolean right = false;
    try {
      decoder = OnnxGraph.load(model.decoder(), config);
      embedTokens.requireInputs(Set.of(IDS), Set.of(IDS));
      requireInputs(decoder, model, sharedInputs.names());
      OnnxTextDecoder loaded = new OnnxTextDecoder(embedTokens, decoder, model, sharedInputs);
      right = true;
      return loaded;
    } finally {
      if (!right) {
        embedTokens.close();
        if (decoder != null) {
          decoder.close();
        }
      }
    }
  }

  private static void requireInputs(OnnxGraph decoder, ModelDirectory model, Set<String> shared)
      throws IOException {
    Set<String> known = new HashSet<>(Set.of(EMBEDS, MASK, POSITIONS, ADAPTER));
    known.addAll(shared);
    decoder.inputs().stream().filter(name -> name.startsWith(PAST)).forEach(known::add);
    decoder.requireInputs(Set.of(EMBEDS, MASK), known);
    if (decoder.takes(POSITIONS) && decoder.input(POSITIONS).dimensions() != 2) {
      throw new IOException(model.decoder() + ": position_ids of several axes are not fed here");
    }
    if (model.adapters() > 1 && !decoder.takes(ADAPTER)) {
      throw new IOException(model.decoder() + ": takes no adapter_id, yet there are adapters");
    }
  }

  @Override
  public float[] embed(long[] ids) {
    try (NDManager manager = embedTokens.newManager()) {
      NDArray input = manager.create(ids, new Shape(1, ids.length));
      input.setName(IDS);
      NDList outputs = embedTokens.run(new NDList(input));
      return embedTokens.output(outputs, EMBEDS).toFloatArray();
    }
  }

  @Override
  public Decoding begin(int... adapterIds) {
    long[] ids = checked(adapterIds);
    ModelConfig config = model.config();
    PaddedCache empty =
        PaddedCache.empty(
            decoder.newManager(),
            pastNames.size(),
            ids.length,
            config.keyValueHeads(),
            config.headDimension());
    return new OnnxDecoding(this, empty, ids, new int[ids.length]);
  }

  @Override
  public Decoding resume(int[] adapterIds, List<KeyValues> prefixes) {
    long[] ids = checked(adapterIds);
    int tokens = prefixes.getFirst().tokens();
    if (prefixes.size() != ids.length || prefixes.stream().anyMatch(p -> p.tokens() != tokens)) {
      throw new IllegalArgumentException("a prefix of " + tokens + " tokens for each row");
    }
    List<PaddedCache.Row> rows =
        IntStream.range(0, ids.length).mapToObj(i -> new PaddedCache.Row(i, 0, tokens)).toList();
    PaddedCache cache = cache(prefixes.stream().map(PaddedCache::source).toList(), rows);
    int[] lengths = new int[ids.length];
    Arrays.fill(lengths, tokens);
    return new OnnxDecoding(this, cache, ids, lengths);
  }

  private long[] checked(int[] adapterIds) {
    for (int adapterId : adapterIds) {
      if (adapterId < 0 || adapterId >= adapters()) {
        throw new IllegalArgumentException("the model has no adapter " + adapterId);
      }
    }
    return Arrays.stream(adapterIds).asLongStream().toArray();
  }

  OnnxGraph graph() {
    return decoder;
  }

  List<String> pastNames() {
    return pastNames;
  }

  SharedInputs sharedInputs() {
    return sharedInputs;
  }

  PaddedCache cache(List<PaddedCache.Source> sources, List<PaddedCache.Row> rows) {
    ModelConfig config = model.config();
    return PaddedCache.of(
        decoder.newManager(),
        sources,
        rows,
        pastNames.size(),
        config.keyValueHeads(),
        config.headDimension());
  }

  /** The present key/values of a run, in the order of {@link #pastNames}. */
  NDList present(NDList outputs) {
    NDList present = new NDList();
    for (String past : pastNames) {
      present.add(decoder.output(outputs, past.replace("past_key_values", "present")));
    }
    return present;
  }

  void held(long moreBytes) {
    heldBytes.addAndGet(moreBytes);
  }

  @Override
  public boolean takesUnequalRows() {
    return decoder.takes(POSITIONS);
  }

  @Override
  public long tokenBytes() {
    ModelConfig config = model.config();
    return (long) pastNames.size() * config.keyValueHeads() * config.headDimension() * Float.BYTES;
  }

  @Override
  public long heldBytes() {
    return heldBytes.get();
  }

  @Override
  public int adapters() {
    return Math.max(model.adapters(), sharedInputs.adapters());
  }

  @Override
  public void close() {
    decoder.close();
    embedTokens.close();
  }
}
