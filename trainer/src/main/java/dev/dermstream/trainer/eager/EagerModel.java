package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.Connector;
import dev.dermstream.trainer.model.Decoder;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.KeyValue;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.VisionTransformer;
import dev.dermstream.trainer.model.Weights;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole model over eager parameters, with or without an adapter. Cheap to make: it holds no
 * weights of its own. Every result belongs to the manager of the arrays that were passed in; use a
 * sub-manager per step. Gradients are recorded as {@link Autograd} says. Threads may share a model
 * while its parameters do not change.
 */
public final class EagerModel {
  private final Idefics3Config config;
  private final EagerOps ops;
  private final NDArray tokenEmbedding;
  private final VisionTransformer<NDArray> vision;
  private final Connector<NDArray> connector;
  private final Decoder<NDArray> decoder;

  /** The model without an adapter. */
  public EagerModel(Idefics3Config config, EagerParameters parameters) {
    this(config, parameters, Adapter.none());
  }

  /** The model with an adapter, whose parameters are the caller's. */
  public EagerModel(Idefics3Config config, EagerParameters parameters, Adapter<NDArray> adapter) {
    this(config, parameters.manager(), parameters, adapter);
  }

  /** The model over a base in four bits. */
  public EagerModel(Idefics3Config config, QuantizedWeights weights, Adapter<NDArray> adapter) {
    this(config, weights.manager(), weights, adapter);
  }

  private EagerModel(
      Idefics3Config config,
      NDManager constants,
      Weights<NDArray> weights,
      Adapter<NDArray> adapter) {
    this.config = config;
    this.ops = new EagerOps(constants);
    Modules<NDArray> modules = new Modules<>(ops, weights, adapter);
    tokenEmbedding = weights.get(ParameterShapes.TOKEN_EMBEDDING);
    vision = new VisionTransformer<>(modules, config.vision());
    connector = new Connector<>(modules, config);
    decoder = new Decoder<>(modules, config);
  }

  /**
   * Encodes images.
   *
   * @param pixelValues {@code [batch, 3, height, width]}, normalised
   * @return last hidden state {@code [batch, patches, vision hidden]}
   */
  public NDArray visionStates(NDArray pixelValues) {
    return vision.forward(pixelValues);
  }

  /** L2-normalised mean over the patches of {@link #visionStates}: {@code [batch, hidden]}. */
  public NDArray imageEmbeds(NDArray visionStates) {
    return vision.embedding(visionStates);
  }

  /** {@code [batch, patches, vision hidden]} to {@code [batch, image tokens, text hidden]}. */
  public NDArray imageFeatures(NDArray visionStates) {
    return connector.forward(visionStates);
  }

  /**
   * Token embeddings, with image features in place of the image tokens.
   *
   * @param manager owns the result
   * @param inputIds {@code [batch][sequence]}, all rows of one length
   * @param imageFeatures {@code [images, image tokens, text hidden]}, taken in order; null if no
   *     row has an image token
   * @return {@code [batch, sequence, text hidden]}
   * @throws IllegalArgumentException if there are more or fewer image tokens than features
   */
  public NDArray inputsEmbeds(
      NDManager manager, long[][] inputIds, @Nullable NDArray imageFeatures) {
    long[] ids = Arrays.stream(inputIds).flatMapToLong(Arrays::stream).toArray();
    long[] rows = new long[ids.length];
    int placed = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean image = ids[i] == config.imageTokenId();
      rows[i] = image ? ids.length + placed++ : i;
    }
    long features =
        imageFeatures == null
            ? 0
            : imageFeatures.getShape().get(0) * imageFeatures.getShape().get(1);
    if (placed != features) {
      throw new IllegalArgumentException(
          "%d image tokens for %d image features".formatted(placed, features));
    }
    Shape shape = new Shape(inputIds.length, inputIds[0].length);
    if (imageFeatures == null) {
      return ops.gather(tokenEmbedding, manager.create(ids, shape));
    }
    try (NDArray text = ops.gather(tokenEmbedding, manager.create(ids));
        NDArray flat = imageFeatures.reshape(features, config.text().hiddenSize());
        NDArray both = NDArrays.concat(new NDList(text, flat))) {
      return ops.gather(both, manager.create(rows, shape));
    }
  }

  /**
   * Runs the decoder over whole sequences.
   *
   * @param inputsEmbeds {@code [batch, sequence, text hidden]}
   * @param attentionMask {@code [batch][sequence]}, 1 for tokens, 0 for padding on either side
   * @return normed hidden states {@code [batch, sequence, text hidden]}
   */
  public NDArray hiddenStates(NDArray inputsEmbeds, long[][] attentionMask) {
    return decode(inputsEmbeds, attentionMask, List.of()).hidden();
  }

  /** Logits {@code [..., vocabulary]} of {@link #hiddenStates}. */
  public NDArray logits(NDArray hiddenStates) {
    return decoder.logits(hiddenStates);
  }

  /**
   * Mean next-token cross entropy.
   *
   * @param hiddenStates of {@link #hiddenStates}
   * @param labels {@code [batch][sequence]} aligned with the inputs (the shift is done here); -100
   *     is ignored
   */
  public NDArray loss(NDArray hiddenStates, long[][] labels) {
    return NextTokenLoss.of(decoder, ops, hiddenStates, labels);
  }

  /**
   * Continues sequences greedily with a key/value cache, every row for the same number of tokens.
   *
   * @param inputsEmbeds prompts {@code [batch, sequence, text hidden]}, padded on the left
   * @param attentionMask {@code [batch][sequence]}
   * @return the new ids {@code [batch][newTokens]}
   */
  public long[][] greedy(NDArray inputsEmbeds, long[][] attentionMask, int newTokens) {
    long[][] ids = new long[attentionMask.length][newTokens];
    long[][] mask = attentionMask;
    NDManager manager = inputsEmbeds.getManager();
    Decoder.Result<NDArray> result = decode(inputsEmbeds, mask, List.of());
    for (int step = 0; step < newTokens; step++) {
      long[] next = lastIds(result.hidden());
      for (int b = 0; b < ids.length; b++) {
        ids[b][step] = next[b];
      }
      if (step + 1 < newTokens) {
        mask = extend(mask);
        NDArray embeds =
            ops.gather(tokenEmbedding, manager.create(next, new Shape(next.length, 1)));
        result = decode(embeds, mask, result.present());
      }
    }
    return ids;
  }

  private long[] lastIds(NDArray hidden) {
    NDArray last = hidden.get(":, -1");
    return decoder.logits(last).argMax(-1).toLongArray();
  }

  private static long[][] extend(long[][] mask) {
    long[][] longer = new long[mask.length][];
    for (int b = 0; b < mask.length; b++) {
      longer[b] = Arrays.copyOf(mask[b], mask[b].length + 1);
      longer[b][mask[b].length] = 1;
    }
    return longer;
  }

  /**
   * Embeddings of tokens, whatever they stand for: an image token keeps its own.
   *
   * @param manager owns the result
   * @return {@code [1, ids, text hidden]}
   */
  public NDArray tokenEmbeds(NDManager manager, long[] ids) {
    return ops.gather(tokenEmbedding, manager.create(ids, new Shape(1, ids.length)));
  }

  /**
   * Runs the decoder over what follows the tokens of a key/value cache. Keys and values may belong
   * to the manager of those that are passed in.
   *
   * @param inputsEmbeds {@code [batch, sequence, text hidden]}
   * @param mask {@code [batch][past + sequence]}, 1 for tokens, 0 for padding
   * @param past of every layer, or none at all
   */
  public Decoder.Result<NDArray> decode(
      NDArray inputsEmbeds, long[][] mask, List<KeyValue<NDArray>> past) {
    NDManager manager = inputsEmbeds.getManager();
    int sequence = (int) inputsEmbeds.getShape().get(1);
    long[] flat = Arrays.stream(mask).flatMapToLong(Arrays::stream).toArray();
    NDArray attentionMask = manager.create(flat, new Shape(mask.length, mask[0].length));
    NDArray positions =
        manager.create(Positions.of(mask, sequence), new Shape(mask.length, sequence));
    return decoder.forward(inputsEmbeds, attentionMask, positions, past);
  }
}
