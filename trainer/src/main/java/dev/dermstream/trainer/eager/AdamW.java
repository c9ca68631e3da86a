package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * AdamW (Loshchilov, Hutter 2019) step for step as PyTorch's, over the parameters that are
 * trainable when it is made, with clipping by global norm. Not thread-safe; close frees the
 * moments.
 *
 * <p>PyTorch computes {@code p -= lr / c1 * m / (sqrt(v) / sqrt(c2) + eps)} with bias corrections
 * {@code c = 1 - beta^t}. The engine's fused update computes {@code p -= rate * m / (sqrt(v) +
 * eps')}: the two are one with {@code rate = lr * sqrt(c2) / c1} and {@code eps' = eps * sqrt(c2)}.
 */
public final class AdamW implements AutoCloseable {
  /** Added to the norm before dividing, as {@code clip_grad_norm_} does. */
  private static final double NORM_EPSILON = 1e-6;

  private static final String MEAN = ".mean";
  private static final String VARIANCE = ".variance";

  private final NDManager manager;
  private final AdamWConfig config;
  private final double maxGradientNorm;
  private final Predicate<String> decayed;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private int steps;

  /** Decays every parameter. */
  public AdamW(EagerParameters parameters, AdamWConfig config, double maxGradientNorm) {
    this(parameters, config, maxGradientNorm, name -> true);
  }

  /**
   * An optimizer over the trainable parameters.
   *
   * @param maxGradientNorm largest Euclidean norm of all gradients together; positive, may be
   *     infinite
   * @param decayed which parameters the weight decay applies to
   */
  public AdamW(
      EagerParameters parameters,
      AdamWConfig config,
      double maxGradientNorm,
      Predicate<String> decayed) {
    if (!(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "The largest gradient norm must be positive, not " + maxGradientNorm);
    }
    this.manager = parameters.manager().newSubManager();
    this.config = config;
    this.maxGradientNorm = maxGradientNorm;
    this.decayed = decayed;
    parameters
        .trainable()
        .forEach((name, array) ->
            slots.put(
                name,
                new Slot(array, manager.zeros(array.getShape()), manager.zeros(array.getShape()))));
    if (slots.isEmpty()) {
      throw new IllegalArgumentException("No parameter is trainable");
    }
  }

  /**
   * Applies the gradients that have been accumulated, then sets them to zero.
   *
   * @return the gradients' global norm before clipping
   * @throws ArithmeticException if that norm is not finite; nothing has been changed then
   */
  public double step(double learningRate) {
    return Autograd.withoutGradient(() -> {
      double norm = gradientNorm();
      if (!Double.isFinite(norm)) {
        throw new ArithmeticException("The gradient norm of step " + steps + " is " + norm);
      }
      double clip = Math.min(1, maxGradientNorm / (norm + NORM_EPSILON));
      steps++;
      slots.forEach((name, slot) -> update(name, slot, learningRate, clip));
      return norm;
    });
  }

  private double gradientNorm() {
    double sum = 0;
    for (Slot slot : slots.values()) {
      try (NDArray gradient = slot.parameter().getGradient();
          NDArray square = gradient.square();
          NDArray total = square.sum()) {
        sum += total.getFloat();
      }
    }
    return Math.sqrt(sum);
  }

  private void update(String name, Slot slot, double learningRate, double clip) {
    double root = Math.sqrt(1 - Math.pow(config.beta2(), steps));
    double rate = learningRate * root / (1 - Math.pow(config.beta1(), steps));
    if (decayed.test(name) && config.weightDecay() > 0) {
      slot.parameter().muli((float) (1 - learningRate * config.weightDecay()));
    }
    try (NDArray gradient = slot.parameter().getGradient()) {
      JniUtils.adamUpdate(
          EagerOps.pt(slot.parameter()),
          EagerOps.pt(gradient),
          EagerOps.pt(slot.mean()),
          EagerOps.pt(slot.variance()),
          (float) learningRate,
          (float) rate,
          0,
          (float) clip,
          -1,
          (float) config.beta1(),
          (float) config.beta2(),
          (float) (config.epsilon() * root),
          true);
    }
    JniUtils.zeroGrad(EagerOps.pt(slot.parameter()));
  }

  /** Copies of the moments, by parameter name followed by {@code .mean} or {@code .variance}. */
  public Map<String, Tensor> moments() {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    slots.forEach((name, slot) -> {
      moments.put(name + MEAN, tensor(slot.mean()));
      moments.put(name + VARIANCE, tensor(slot.variance()));
    });
    return moments;
  }

  /**
   * Goes on where an optimizer over the same parameters stood.
   *
   * @param moments of {@link #moments}
   * @param stepsTaken by it
   * @throws IllegalArgumentException naming a moment that is missing or has another shape
   */
  public void restore(Map<String, Tensor> moments, int stepsTaken) {
    Autograd.withoutGradient(() -> {
      slots.forEach((name, slot) -> {
        load(name + MEAN, slot.mean(), moments.get(name + MEAN));
        load(name + VARIANCE, slot.variance(), moments.get(name + VARIANCE));
      });
      return slots;
    });
    steps = stepsTaken;
  }

  private static Tensor tensor(NDArray array) {
    return Tensor.ofFloats(array.toFloatArray(), array.getShape().getShape());
  }

  private void load(String name, NDArray target, @Nullable Tensor source) {
    if (source == null || !Arrays.equals(source.shape(), target.getShape().getShape())) {
      throw new IllegalArgumentException(
          "%s is %s, not of shape %s".formatted(name, source, target.getShape()));
    }
    try (NDArray values = manager.create(source.toFloats(), target.getShape())) {
      values.copyTo(target);
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private record Slot(NDArray parameter, NDArray mean, NDArray variance) {}
}
