package dev.dermstream.trainer.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The Llama decoder: embeddings enter, hidden states, keys and values leave. */
public final class Decoder<T> {
  private final TensorOps<T> ops;
  private final TextConfig config;
  private final T inverseFrequencies;
  private final List<DecoderLayer<T>> layers = new ArrayList<>();
  private final Modules.Layer<T> norm;
  private final Modules.Layer<T> head;

  public Decoder(Modules<T> modules, Idefics3Config config) {
    this.ops = modules.ops();
    this.config = config.text();
    float[] frequencies = Rotary.inverseFrequencies(this.config.headDim(), this.config.ropeTheta());
    inverseFrequencies = ops.constant(frequencies, frequencies.length);
    for (int i = 0; i < this.config.layers(); i++) {
      layers.add(
          new DecoderLayer<>(modules, ParameterShapes.TEXT + "layers." + i + ".", this.config));
    }
    norm = modules.rmsNorm(ParameterShapes.TEXT + "norm", this.config.rmsNormEpsilon());
    String headWeight =
        config.tieWordEmbeddings()
            ? ParameterShapes.TOKEN_EMBEDDING
            : ParameterShapes.LM_HEAD + ".weight";
    head = modules.linear(ParameterShapes.LM_HEAD, headWeight, null);
  }

  /**
   * Runs all layers.
   *
   * @param inputsEmbeds {@code [batch, sequence, hidden]}
   * @param attentionMask int64 {@code [batch, past + sequence]}, 1 for tokens, 0 for padding
   * @param positionIds int64 {@code [batch, sequence]}
   * @param past keys and values of every layer, or none at all
   */
  public Result<T> forward(T inputsEmbeds, T attentionMask, T positionIds, List<KeyValue<T>> past) {
    T mask = ops.causalMask(attentionMask, inputsEmbeds);
    int group = config.heads() / config.keyValueHeads();
    T grouped = group == 1 ? mask : ops.concat(2, Collections.nCopies(group, mask));
    Rotary<T> rotary = Rotary.at(ops, positionIds, inverseFrequencies);
    List<KeyValue<T>> present = new ArrayList<>();
    T x = inputsEmbeds;
    for (int i = 0; i < layers.size(); i++) {
      DecoderLayer.Result<T> result =
          layers.get(i).forward(x, grouped, rotary, past.isEmpty() ? null : past.get(i));
      present.add(result.present());
      x = result.hidden();
    }
    return new Result<>(norm.apply(x), List.copyOf(present));
  }

  /** Logits {@code [..., vocabulary]} of normed hidden states {@code [..., hidden]}. */
  public T logits(T hidden) {
    return head.apply(hidden);
  }

  /** Normed hidden states {@code [batch, sequence, hidden]}; keys and values of every layer. */
  public record Result<T>(T hidden, List<KeyValue<T>> present) {}
}
