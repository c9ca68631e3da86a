package dev.dermstream.trainer.model;

import org.jspecify.annotations.Nullable;

/**
 * What a low-rank adapter adds to the linear layers of a model (LoRA, Hu et al. 2021).
 *
 * @param <T> a tensor of the backend
 */
@FunctionalInterface
public interface Adapter<T> {
  /**
   * The correction of one linear layer's output.
   *
   * @param module name of the layer, e.g. {@code model.text_model.layers.0.self_attn.q_proj}
   * @param x its input {@code [batch, sequence, in]}
   * @return {@code [batch, sequence, out]}, or null where the layer has no adapter
   */
  @Nullable T delta(String module, T x);

  /** Changes nothing. */
  static <T> Adapter<T> none() {
    return (module, x) -> null;
  }
}
