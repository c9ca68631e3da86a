package dev.dermstream.trainer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations that the model family is made of. A backend computes them at once or records them
 * as nodes of a graph; both must give the same numbers (float32).
 *
 * <p>Broadcasting is NumPy's. Where an operation takes an activation and a weight, the activation
 * comes first: the result lives as long as the first operand's scope.
 *
 * @param <T> a tensor of the backend
 */
public interface TensorOps<T> {
  /** A float32 constant that lives as long as the model. */
  T constant(float[] values, long... shape);

  /**
   * {@code x [..., in]}, {@code weight [out, in]}, {@code bias [out]} to {@code [..., out]}. A
   * weight of more dimensions (a convolution's kernel) is read as {@code [out, rest]}.
   */
  T linear(T x, T weight, @Nullable T bias);

  /** Batched matrix product over the last two axes. */
  T matMul(T a, T b);

  T add(T a, T b);

  T subtract(T a, T b);

  T multiply(T a, T b);

  /** Every element times a number. */
  T scale(T x, float factor);

  /** Layer normalisation over the last axis with weight and bias of its size. */
  T layerNorm(T x, T weight, T bias, float epsilon);

  /** {@code x / sqrt(mean(x^2) + epsilon) * weight} over the last axis (Zhang, Sennrich 2019). */
  T rmsNorm(T x, T weight, float epsilon);

  /** GELU in its tanh form (Hendrycks, Gimpel 2016). */
  T geluTanh(T x);

  /** {@code x * sigmoid(x)}. */
  T silu(T x);

  /** Softmax over the last axis. */
  T softmax(T x);

  /** Mean over one axis, which disappears. */
  T mean(T x, int axis);

  /** Divides by the Euclidean norm of the last axis; a zero vector stays zero. */
  T l2Normalize(T x);

  T cos(T x);

  T sin(T x);

  /** int64 to float32. */
  T toFloat(T integers);

  /** New dimensions, as ONNX reads them: 0 keeps the dimension at its place, -1 takes the rest. */
  T reshape(T x, long... dimensions);

  T transpose(T x, int... permutation);

  T concat(int axis, List<T> parts);

  /** Two equal halves of the last axis. */
  List<T> halves(T x);

  /** Rows of {@code table [n, ...]} by int64 {@code indices [...]}. */
  T gather(T table, T indices);

  /**
   * What attention adds to its scores: 0 where query {@code i} may see key {@code j}, a number so
   * low that its weight is 0 where it may not. A key is seen if its mask is 1 and it does not come
   * after the query; the queries are the last ones of the sequence.
   *
   * @param attentionMask int64 {@code [batch, total]}, 1 for tokens, 0 for padding
   * @param queries any tensor {@code [batch, sequence, ...]}, only its second dimension is used
   * @return {@code [batch, 1, sequence, total]}
   */
  T causalMask(T attentionMask, T queries);
}
