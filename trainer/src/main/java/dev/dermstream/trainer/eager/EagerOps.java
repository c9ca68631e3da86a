package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.trainer.model.TensorOps;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link TensorOps} computed at once by PyTorch on the CPU. The engine's functions are called
 * directly where DJL's array interface has no such operation or adds copies. A result belongs to
 * the manager of the first operand; intermediate results of one operation are freed at its end.
 */
public final class EagerOps implements TensorOps<NDArray> {
  private static final float GELU_LINEAR = (float) (2 * Math.sqrt(2 / Math.PI));
  private static final float GELU_CUBIC = GELU_LINEAR * 0.044715f;

  /** Smallest norm that is divided by; below it a vector is taken for zero. */
  private static final double MIN_NORM = 1e-12;

  private final NDManager constants;

  /** Operations whose constants belong to {@code constants}. */
  public EagerOps(NDManager constants) {
    this.constants = constants;
  }

  @Override
  public NDArray constant(float[] values, long... shape) {
    return constants.create(values, new Shape(shape));
  }

  @Override
  public NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    if (weight.getShape().dimension() == 2) {
      return product(x, weight, bias);
    }
    try (NDArray flat = weight.reshape(weight.getShape().get(0), -1)) {
      return product(x, flat, bias);
    }
  }

  @SuppressWarnings("NullAway") // JniUtils reads a null bias as "none"; DJL carries no annotations
  private static NDArray product(NDArray x, NDArray weight, @Nullable NDArray bias) {
    return JniUtils.linear(pt(x), pt(weight), bias == null ? null : pt(bias));
  }

  @Override
  public NDArray matMul(NDArray a, NDArray b) {
    return JniUtils.matmul(pt(a), pt(b));
  }

  @Override
  public NDArray add(NDArray a, NDArray b) {
    return JniUtils.add(pt(a), pt(b));
  }

  @Override
  public NDArray subtract(NDArray a, NDArray b) {
    return JniUtils.sub(pt(a), pt(b));
  }

  @Override
  public NDArray multiply(NDArray a, NDArray b) {
    return JniUtils.mul(pt(a), pt(b));
  }

  @Override
  public NDArray scale(NDArray x, float factor) {
    // DJL's mul(Number) hands PyTorch a Java buffer and lets go of it at once, while the graph
    // still
    // needs the number for the gradient. An array filled by the engine belongs to the engine.
    try (NDArray number = x.getManager().full(new Shape(), factor)) {
      return multiply(x, number);
    }
  }

  @Override
  public NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, float epsilon) {
    return JniUtils.layerNorm(pt(x), weight.getShape(), pt(weight), pt(bias), epsilon);
  }

  @Override
  public NDArray rmsNorm(NDArray x, NDArray weight, float epsilon) {
    try (NDArray square = x.square();
        NDArray mean = square.mean(new int[] {-1}, true);
        NDArray shifted = mean.add(epsilon);
        NDArray root = shifted.sqrt();
        NDArray normed = x.div(root)) {
      return multiply(normed, weight);
    }
  }

  /** {@code x * sigmoid(2u)}, which equals {@code x/2 * (1 + tanh(u))}. */
  @Override
  public NDArray geluTanh(NDArray x) {
    try (NDArray square = x.square();
        NDArray cubic = scale(square, GELU_CUBIC);
        NDArray slope = cubic.add(GELU_LINEAR);
        NDArray argument = slope.mul(x);
        NDArray gate = JniUtils.sigmoid(pt(argument))) {
      return multiply(x, gate);
    }
  }

  @Override
  public NDArray silu(NDArray x) {
    try (NDArray gate = JniUtils.sigmoid(pt(x))) {
      return multiply(x, gate);
    }
  }

  @Override
  public NDArray softmax(NDArray x) {
    return x.softmax(-1);
  }

  @Override
  public NDArray mean(NDArray x, int axis) {
    return x.mean(new int[] {axis});
  }

  @Override
  public NDArray l2Normalize(NDArray x) {
    return JniUtils.normalize(pt(x), 2, -1, MIN_NORM);
  }

  @Override
  public NDArray cos(NDArray x) {
    return x.cos();
  }

  @Override
  public NDArray sin(NDArray x) {
    return x.sin();
  }

  @Override
  public NDArray toFloat(NDArray integers) {
    return integers.toType(DataType.FLOAT32, false);
  }

  @Override
  public NDArray reshape(NDArray x, long... dimensions) {
    long[] resolved = dimensions.clone();
    for (int i = 0; i < resolved.length; i++) {
      if (resolved[i] == 0) {
        resolved[i] = x.getShape().get(i);
      }
    }
    return JniUtils.reshape(pt(x), resolved);
  }

  @Override
  public NDArray transpose(NDArray x, int... permutation) {
    return x.transpose(permutation);
  }

  @Override
  public NDArray concat(int axis, List<NDArray> parts) {
    return NDArrays.concat(new NDList(parts), axis);
  }

  @Override
  public List<NDArray> halves(NDArray x) {
    int last = x.getShape().dimension() - 1;
    return x.split(2, last);
  }

  @Override
  public NDArray gather(NDArray table, NDArray indices) {
    long[] rows = table.getShape().getShape();
    if (rows.length == 2) {
      return JniUtils.embedding(pt(indices), pt(table), false);
    }
    long[] shape = new long[indices.getShape().dimension() + rows.length - 1];
    long[] outer = indices.getShape().getShape();
    System.arraycopy(outer, 0, shape, 0, outer.length);
    System.arraycopy(rows, 1, shape, outer.length, rows.length - 1);
    try (NDArray flat = table.reshape(rows[0], -1);
        NDArray gathered = JniUtils.embedding(pt(indices), pt(flat), false)) {
      return JniUtils.reshape(pt(gathered), shape);
    }
  }

  @Override
  public NDArray causalMask(NDArray attentionMask, NDArray queries) {
    long[] mask = attentionMask.toLongArray();
    int batch = (int) attentionMask.getShape().get(0);
    int total = (int) attentionMask.getShape().get(1);
    int sequence = (int) queries.getShape().get(1);
    float[] scores = new float[batch * sequence * total];
    Arrays.fill(scores, -Float.MAX_VALUE);
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < sequence; i++) {
        int row = (b * sequence + i) * total;
        for (int j = 0; j <= total - sequence + i; j++) {
          if (mask[b * total + j] != 0) {
            scores[row + j] = 0;
          }
        }
      }
    }
    return queries.getManager().create(scores, new Shape(batch, 1, sequence, total));
  }

  static PtNDArray pt(NDArray array) {
    return (PtNDArray) array;
  }
}
