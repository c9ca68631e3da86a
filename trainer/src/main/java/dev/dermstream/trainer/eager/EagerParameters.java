package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Named float32 parameters on the CPU, frozen until {@link #trainOnly} says otherwise. Not
 * thread-safe; close frees them.
 */
public final class EagerParameters implements Weights<NDArray>, AutoCloseable {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  private EagerParameters() {}

  /** Copies tensors of any floating type. */
  public static EagerParameters of(Map<String, Tensor> tensors) {
    EagerParameters parameters = new EagerParameters();
    tensors.forEach((name, tensor) -> parameters.put(name, tensor.toFloats(), tensor.shape()));
    return parameters;
  }

  /** Fresh weights, a function of names, shapes and seed alone. */
  public static EagerParameters initialize(Map<String, long[]> shapes, long seed) {
    EagerParameters parameters = new EagerParameters();
    shapes.forEach(
        (name, shape) -> parameters.put(name, Initialization.draw(name, shape, seed), shape));
    return parameters;
  }

  /** Adds a parameter, or overwrites the values of one that is there. */
  public void put(String name, float[] values, long... shape) {
    NDArray existing = arrays.get(name);
    if (existing == null) {
      NDArray created = manager.create(values, new Shape(shape));
      created.setName(name);
      arrays.put(name, created);
      return;
    }
    if (!existing.getShape().equals(new Shape(shape))) {
      throw new IllegalArgumentException(
          name + " has shape " + existing.getShape() + ", not " + new Shape(shape));
    }
    Autograd.withoutGradient(() -> {
      try (NDArray source = manager.create(values, new Shape(shape))) {
        source.copyTo(existing);
      }
      return existing;
    });
  }

  @Override
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("There is no parameter " + name);
    }
    return array;
  }

  /** All parameters by name, in the order they were added. */
  public Map<String, NDArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /** The parameters that take gradients. */
  public Map<String, NDArray> trainable() {
    Map<String, NDArray> trainable = new LinkedHashMap<>();
    arrays.forEach((name, array) -> {
      if (array.hasGradient()) {
        trainable.put(name, array);
      }
    });
    return trainable;
  }

  /**
   * Lets exactly the chosen parameters take gradients, which start at zero, and freezes the rest.
   */
  public void trainOnly(Predicate<String> chosen) {
    arrays.forEach((name, array) -> {
      array.setRequiresGradient(chosen.test(name));
      if (array.hasGradient()) {
        JniUtils.zeroGrad(EagerOps.pt(array));
      }
    });
  }

  /**
   * Adds the gradients of the trainable parameters to those of the same names, and sets them to
   * zero here.
   */
  public void moveGradients(EagerParameters target) {
    Autograd.withoutGradient(() -> {
      trainable()
          .forEach((name, array) -> {
            try (NDArray own = array.getGradient();
                NDArray sum = target.get(name).getGradient()) {
              sum.addi(own);
            }
            JniUtils.zeroGrad(EagerOps.pt(array));
          });
      return target;
    });
  }

  /** Takes over the values of the trainable parameters of the same names. */
  public void copyValues(EagerParameters source) {
    Autograd.withoutGradient(() -> {
      trainable().forEach((name, array) -> source.get(name).copyTo(array));
      return source;
    });
  }

  /** Parent of the sub-managers of steps; arrays made in it directly live as long as this does. */
  public NDManager manager() {
    return manager;
  }

  /** A copy of all values as F32 tensors. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) ->
        tensors.put(name, Tensor.ofFloats(array.toFloatArray(), array.getShape().getShape())));
    return tensors;
  }

  @Override
  public void close() {
    manager.close();
  }
}
