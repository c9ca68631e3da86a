package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.Linear;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.TensorOps;
import dev.dermstream.trainer.model.Weights;
import dev.dermstream.trainer.quantize.Nf4Matrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A frozen base whose decoder layers' linear weights are kept in 4-bit NormalFloat (QLoRA, Dettmers
 * et al. 2023); embeddings, norms, head, connector and vision encoder stay float32, as there.
 *
 * <p>A layer's weights are float32 only while it is computed, in one piece of memory for each
 * thread that computes, of the size of the largest layer: once in the forward pass, once more in
 * the backward pass, which needs them for the gradient of the layer's input. Between the two only
 * the codes exist; {@link Tape} says how.
 *
 * <p>Threads may share it; close frees it and must wait for them.
 */
public final class QuantizedWeights implements Weights<NDArray>, AutoCloseable {
  private final EagerParameters others;
  private final Map<String, Nf4Matrix> matrices;
  private final int largest;
  private final Queue<ByteBuffer> scratch = new ConcurrentLinkedQueue<>();

  private QuantizedWeights(EagerParameters others, Map<String, Nf4Matrix> matrices) {
    this.others = others;
    this.matrices = matrices;
    this.largest = matrices.values().stream().mapToInt(Nf4Matrix::size).max().orElse(0);
  }

  /**
   * Quantises a checkpoint, one tensor after the other; the tensors are not kept.
   *
   * @throws IllegalArgumentException if a value of a quantised weight is not finite; it is named
   */
  public static QuantizedWeights of(Map<String, Tensor> tensors) {
    EagerParameters others = EagerParameters.of(Map.of());
    Map<String, Nf4Matrix> matrices = new LinkedHashMap<>();
    boolean whole = false;
    try {
      tensors.forEach((name, tensor) -> {
        if (isQuantized(name)) {
          matrices.put(name, quantize(name, tensor));
        } else {
          others.put(name, tensor.toFloats(), tensor.shape());
        }
      });
      whole = true;
      return new QuantizedWeights(others, matrices);
    } finally {
      if (!whole) {
        others.close();
      }
    }
  }

  /** Whether a weight is kept in four bits: those of the decoder layers' linear parts. */
  public static boolean isQuantized(String name) {
    return name.startsWith(ParameterShapes.TEXT + "layers.") && name.endsWith("_proj.weight");
  }

  private static Nf4Matrix quantize(String name, Tensor tensor) {
    try {
      return Nf4Matrix.of(tensor.toFloats(), tensor.dimension(0), tensor.dimension(1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** A weight that is kept as float32. */
  @Override
  public NDArray get(String name) {
    if (matrices.containsKey(name)) {
      throw new IllegalArgumentException(name + " is kept in four bits and has no array");
    }
    return others.get(name);
  }

  @Override
  public Linear<NDArray> linear(TensorOps<NDArray> ops, String weight, @Nullable NDArray bias) {
    Nf4Matrix matrix = matrices.get(weight);
    if (matrix == null) {
      return Weights.super.linear(ops, weight, bias);
    }
    return (x, correction) -> {
      if (JniUtils.isGradMode() && Autograd.isRecorded(x)) {
        return Tape.current()
            .record(
                x,
                input -> product(ops, matrix, input, bias),
                gradient -> with(matrix, gradient, w -> ops.matMul(gradient, w)),
                correction);
      }
      NDArray y = Autograd.withoutGradient(() -> product(ops, matrix, x, bias));
      NDArray delta = correction.of(x);
      return delta == null ? y : ops.add(y, delta);
    };
  }

  private NDArray product(
      TensorOps<NDArray> ops, Nf4Matrix matrix, NDArray x, @Nullable NDArray bias) {
    return with(matrix, x, w -> ops.linear(x, w, bias));
  }

  /** Computes with the weights as float32, which must not outlive the call. */
  private NDArray with(Nf4Matrix matrix, NDArray operand, Function<NDArray, NDArray> computation) {
    ByteBuffer borrowed = scratch.poll();
    ByteBuffer memory =
        borrowed == null
            ? ByteBuffer.allocateDirect(Math.multiplyExact(largest, Float.BYTES))
                .order(ByteOrder.nativeOrder())
            : borrowed;
    matrix.dequantize(memory.asFloatBuffer());
    ByteBuffer exact = memory.slice(0, matrix.size() * Float.BYTES).order(ByteOrder.nativeOrder());
    // The engine reads a direct buffer where it lies.
    try (NDArray weights =
        operand
            .getManager()
            .create(exact, new Shape(matrix.out(), matrix.in()), DataType.FLOAT32)) {
      return computation.apply(weights);
    } finally {
      scratch.add(memory);
    }
  }

  /** The parameters that are kept as float32; frozen, unless {@code trainOnly} says otherwise. */
  public EagerParameters others() {
    return others;
  }

  /** Parent of the sub-managers of steps. */
  public NDManager manager() {
    return others.manager();
  }

  /** Bytes of the weights that are kept in four bits: codes and scales. */
  public long quantizedBytes() {
    return matrices.values().stream().mapToLong(Nf4Matrix::bytes).sum();
  }

  /** Bytes that the same weights would take as float32. */
  public long floatBytes() {
    return matrices.values().stream().mapToLong(m -> (long) m.size() * Float.BYTES).sum();
  }

  /** The values that a quantised weight stands for, as an F32 tensor {@code [out, in]}. */
  public Tensor dequantized(String name) {
    Nf4Matrix matrix = matrices.get(name);
    if (matrix == null) {
      throw new IllegalArgumentException(name + " is not kept in four bits");
    }
    float[] values = new float[matrix.size()];
    matrix.dequantize(FloatBuffer.wrap(values));
    return Tensor.ofFloats(values, matrix.out(), matrix.in());
  }

  @Override
  public void close() {
    others.close();
    scratch.clear();
  }
}
